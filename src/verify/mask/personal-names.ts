/** What the name of a column says of its values. */
export type PersonalKind =
  | 'secret'
  | 'email'
  | 'phone'
  | 'network'
  | 'number'
  | 'birth'
  | 'location'
  | 'url'
  | 'person'
  | 'address'
  | 'income'
  | 'free';

/** Words of names in English, German, French, Spanish, Portuguese, Italian and Dutch, without accents; `_` stands where one word may be two. */
const WORDS: readonly (readonly [PersonalKind, string])[] = [
  [
    'secret',
    'pass_?(?:word|wd|phrase|code|key)?|passwort|kennwort|mot_de_passe|contrasena|senha|wachtwoord|pwd|secret|token|api_?key|private_?key|access_?key|credentials?|hash|digest|salt|otp|totp|mfa|recovery_codes?|pin|cvv|cvc|session_?id|session_?key|cookie|jwt|signature|fingerprint|challenge|nonce|webhook',
  ],
  ['email', 'e?_?mails?|email_?addr(?:ess)?(?:es)?|courriels?|correos?|mel'],
  [
    'phone',
    'phones?|contact_?(?:number|no|nr)|tele?|telephones?|telefon[oe]?s?|mobile?s?|mobil|handy|cell(?:ular)?|celular|gsm|fax|whats_?app|sms|msisdn|telefoon|rufnummer|portable',
  ],
  ['network', 'ips?|ip_?addr(?:ess)?(?:es)?|ipv[46]|remote_?addr(?:ess)?|client_?ip|mac_?addr(?:ess)?|imei|imsi|device_?id|udid|idfa'],
  [
    'number',
    'ssn|social_?security(?:_?(?:number|no))?|sozialversicherungs\\w*|svnr|nin|national_?ids?|national_?(?:number|no)|personal_?(?:id|number|no|code)|tax_?(?:id|number|no|code)|steuer\\w*|tin|itin|ein|vat_?(?:id|number|no)?|cpf|cnpj|nif|nie|dni|rut|curp|rfc|siren|siret|codice_?fiscale|bsn|pesel|cnp|aadhaar|pan|iban|bic|swift|bank_?account|account_?(?:number|no|nr)|konto(?:nummer|nr)?|routing_?(?:number|no)|sort_?code|credit_?cards?|cards?|card_?(?:number|no)|kreditkarte\\w*|carte|tarjeta|cartao|passports?|passport_?(?:number|no)|reisepass\\w*|passeport|pasaporte|passaporte|driver_?licen[sc]e\\w*|licen[sc]e_?(?:plate|number|no)|fuehrerschein\\w*|plate|kennzeichen|vin|insurance_?(?:number|no|id)|patient_?(?:number|no)|mrn|zip|zip_?code|post_?(?:al)?_?code|plz|postleitzahl|code_?postal|codigo_?postal|cep|cap',
  ],
  [
    'birth',
    'birth\\w*|dob|born|date_?of_?birth|birth_?(?:date|day|year)|bday|geburt\\w*|geb_?(?:datum|dat)?|naissance|date_?naissance|nacimiento|fecha_?nacimiento|nascimento|data_?nasc\\w*|nascita|geboorte\\w*|death|date_?of_?death|deceased|age|alter|edad|idade|leeftijd',
  ],
  [
    'location',
    'lat|latitude|lon|lng|long|longitude|geo|geo_?(?:loc(?:ation)?|point|code)|gps|coord(?:inate)?s?|location|position|breite(?:ngrad)?|laenge(?:ngrad)?',
  ],
  [
    'url',
    'urls?|uris?|links?|href|website|homepage|web_?site|avatar|photo|picture|image|foto|bild|linked_?in|facebook|instagram|twitter|github',
  ],
  [
    'person',
    'names?|first_?names?|last_?names?|full_?names?|given_?names?|family_?names?|middle_?names?|sur_?names?|maiden_?names?|nick_?names?|user_?names?|display_?names?|screen_?names?|real_?names?|f_?name|l_?name|vor_?namen?|nach_?namen?|zu_?namen?|familien_?namen?|prenoms?|noms?|nombres?|apellidos?|nomes?|sobrenomes?|cognomes?|voornaam|achternaam|naam|initials|login|handle|nick|alias|user|username|users|author|owner|creator|editor|assignee|reviewer|approver|reporter|requester|sender|recipient|receiver|contact|person|people|customer|client|kunde|patient|doctor|physician|employee|mitarbeiter|staff|manager|supervisor|agent|operator|driver|member|mitglied|guest|student|teacher|player|tenant|lead|candidate|applicant|beneficiary|holder|spouse|partner|child|children|parent_?name|mother|father|emergency_?contact|signed|created_?by|updated_?by|modified_?by|deleted_?by|approved_?by|changed_?by|\\w+_by',
  ],
  [
    'address',
    'addr(?:ess(?:es)?)?\\d?|address_?(?:line)?_?\\d?|adresse\\d?|anschrift|direccion|endereco|indirizzo|adres|street\\w*|strasse|str|rue|calle|rua|via|straat|house_?(?:number|no)?|hausnummer|hnr|city|town|ort|stadt|wohnort|ville|ciudad|cidade|citta|plaats|stad|village|county|district|province|region|landkreis|suburb|apartment|apt|flat|unit_?no|door|building|shipping|billing|place_?of_?birth|geburtsort',
  ],
  [
    'income',
    'salary|salaries|wages?|income|earnings|gehalt|lohn|einkommen|salaire|salario|stipendio|salaris|bonus|net_?worth|credit_?score|pension|compensation|payroll',
  ],
  [
    'free',
    'notes?|notiz(?:en)?|comments?|kommentare?|bemerkung(?:en)?|remarks?|desc|descriptions?|beschreibung|descripcion|descricao|descrizione|messages?|nachricht(?:en)?|mensajes?|msg|body|subject|betreff|text|content|inhalt|bio|biography|about|summary|details?|memo|reason|feedback|review|answer|question|transcript|diagnos[ie]s|symptoms?|medication|allerg(?:y|ies)|religion|ethnicity|nationality|gender|sex|orientation|disability|user_?agent|agent|payload|raw|data|search|query|title|headline',
  ],
];

const PATTERNS: readonly (readonly [PersonalKind, RegExp])[] = WORDS.map(([kind, words]) => [kind, new RegExp(`_(?:${words})_`, 'u')]);

/** Words that make a number or a time of what stands before them: `email_count`, `phone_verified_at`, `address_id`. */
const NEUTRAL_END =
  /_(?:ids?|count|cnt|type|kind|status|at|on|time|enabled|verified|confirmed|flag|level|version|size|length|order|rank|index|idx|limit|attempts|retries|ms|seconds|minutes|bytes|percent|rate|cents|amount|total|quantity|qty|sent|seen)_$/u;

/** The words of a name with `_` between and around them: `customerEMail2` is `_customer_e_mail_2_`. */
function wordsOf(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').replaceAll('ß', 'ss');
  const parted = plain.replaceAll(/(\p{Ll}|\d)(\p{Lu})/gu, '$1_$2').replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1_$2');
  return `_${parted.toLowerCase().replaceAll(/[^\p{L}\d]+/gu, '_')}_`;
}

/** What the names of a column and of its domains say; null: nothing that we know. */
export function personalKind(names: readonly string[]): PersonalKind | null {
  const words = names.map(wordsOf);
  return PATTERNS.find(([, pattern]) => words.some((one) => pattern.test(one)))?.[0] ?? null;
}

/** Whether a name says that something is counted, numbered or dated, and not what it says before. */
export function isNeutralName(name: string): boolean {
  return NEUTRAL_END.test(wordsOf(name)) && !/_(?:tax|national|personal|vat|device)_?id_$/u.test(wordsOf(name));
}

/** Whether a name is that of a code: keys of small tables that others refer to. */
export function isCodeName(name: string): boolean {
  return /_(?:codes?|keys?|id|slug|type|kind|status|state|category|currency|country|locale|lang(?:uage)?|iso\w*|level|role|mode|priority|unit|scope|stage|phase|plan|tier)_$/u.test(
    wordsOf(name),
  );
}

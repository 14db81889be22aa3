import { resolve } from 'node:path';
import { writeFileAtomic } from '../io/files.ts';
import { ConfigError } from '../model/errors.ts';
import type { Format } from '../report/formats/index.ts';
import type { CommandInput } from './command.ts';

const USAGE = 2;
const DEFAULT_WIDTH = 120;

/** Writes a document as `--format NAME[=FILE],...` wants it: text on the terminal unless said otherwise; nothing but the envelope with --json. */
export async function deliver<Subject>(subject: Subject, formats: readonly Format<Subject>[], input: CommandInput): Promise<void> {
  const wanted = wantedFormats(input, formats);
  for (const { format, file } of wanted) {
    const text = format.render(subject, {
      color: file === null && (input.hasColor ?? false),
      width: input.width ?? DEFAULT_WIDTH,
      command: input.command ?? '',
    });
    if (file === null) input.log.log('output', text.trimEnd());
    else {
      const path = resolve(input.config.workingDirectory, file);
      writeFileAtomic(path, Buffer.from(text));
      input.log.log('info', `${format.id}: ${path}`);
    }
  }
}

function wantedFormats<Subject>(
  { options, cli }: CommandInput,
  formats: readonly Format<Subject>[],
): readonly { readonly format: Format<Subject>; readonly file: string | null }[] {
  const formatOf = (id: string): Format<Subject> => findFormat(id, formats);
  const given = options?.get('format');
  const items = typeof given === 'string' ? given.split(',').map((item) => item.trim()) : [];
  if (items.length === 0) return cli.outputType === 'json' ? [] : [{ format: formatOf('text'), file: null }];
  return items.map((item) => {
    const cut = item.indexOf('=');
    return cut < 0 ? { format: formatOf(item), file: null } : { format: formatOf(item.slice(0, cut)), file: item.slice(cut + 1) };
  });
}

function findFormat<Subject>(id: string, formats: readonly Format<Subject>[]): Format<Subject> {
  const format = formats.find((each) => each.id === id);
  if (format !== undefined) return format;
  throw new ConfigError('CONFIG_INVALID', `There is no format ${id}.`, {
    exitCode: USAGE,
    hint: `Formats: ${formats.map((each) => each.id).join(', ')}.`,
  });
}

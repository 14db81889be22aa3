import { resolve } from 'node:path';
import { writeFileAtomic } from '../io/files.ts';
import { ConfigError } from '../model/errors.ts';
import type { Plan } from '../model/plan.ts';
import { PLAN_FORMATS, type PlanFormat } from '../report/formats/index.ts';
import type { CommandInput } from './command.ts';

const USAGE = 2;
const DEFAULT_WIDTH = 120;

/** Writes a plan as `--format NAME[=FILE],...` wants it: text on the terminal unless said otherwise; nothing but the envelope with --json. */
export async function deliverPlan(plan: Plan, input: CommandInput): Promise<void> {
  const wanted = wantedFormats(input);
  for (const { format, file } of wanted) {
    const text = format.render(plan, {
      color: file === null && (input.hasColor ?? false),
      width: input.width ?? DEFAULT_WIDTH,
      command: input.command ?? 'plan',
    });
    if (file === null) input.log.log('output', text.trimEnd());
    else {
      const path = resolve(input.config.workingDirectory, file);
      writeFileAtomic(path, Buffer.from(text));
      input.log.log('info', `${format.id}: ${path}`);
    }
  }
}

function wantedFormats({ options, cli }: CommandInput): readonly { readonly format: PlanFormat; readonly file: string | null }[] {
  const given = options?.get('format');
  const items = typeof given === 'string' ? given.split(',').map((item) => item.trim()) : [];
  if (items.length === 0) return cli.outputType === 'json' ? [] : [{ format: formatOf('text'), file: null }];
  return items.map((item) => {
    const cut = item.indexOf('=');
    return cut < 0 ? { format: formatOf(item), file: null } : { format: formatOf(item.slice(0, cut)), file: item.slice(cut + 1) };
  });
}

function formatOf(id: string): PlanFormat {
  const format = PLAN_FORMATS.find((each) => each.id === id);
  if (format !== undefined) return format;
  throw new ConfigError('CONFIG_INVALID', `There is no format ${id}.`, {
    exitCode: USAGE,
    hint: `Formats: ${PLAN_FORMATS.map((each) => each.id).join(', ')}.`,
  });
}

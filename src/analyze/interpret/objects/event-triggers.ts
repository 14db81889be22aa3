import type { AlterEventTrigStmt, CreateEventTrigStmt } from 'libpg-query';
import type { Interpretation } from '../interpretation.ts';
import type { Interpreters } from '../interpreters.ts';
import { optionsOf, strings } from '../options.ts';
import { findTriggerFunction } from './find-object.ts';

/** CREATE EVENT TRIGGER and ALTER EVENT TRIGGER: no relation is touched, until the next command fires it. */
export const EVENT_TRIGGER_INTERPRETERS: Interpreters = { CreateEventTrigStmt: createEventTrigger, AlterEventTrigStmt: alterEventTrigger };

function createEventTrigger(context: Interpretation, { trigname = '', eventname = '', whenclause, funcname }: CreateEventTrigStmt): void {
  const { world } = context;
  if (world.eventTriggers.some(({ name }) => name === trigname)) context.refuse('42710', `event trigger "${trigname}" already exists`);
  const tags = optionsOf(whenclause).get('tag')?.arg;
  const trigger = world.addEventTrigger({
    name: trigname,
    event: eventname,
    function: findTriggerFunction(context, funcname),
    tags: tags !== undefined && 'List' in tags ? strings(tags.List.items) : [],
    isEnabled: true,
  });
  if (trigger.function !== null) world.depend(trigger, trigger.function, 'normal');
  context.created({ what: 'event trigger', name: trigger.name });
}

function alterEventTrigger(context: Interpretation, { trigname = '', tgenabled }: AlterEventTrigStmt): void {
  const trigger = context.world.eventTriggers.find(({ name }) => name === trigname);
  if (trigger === undefined) context.refuseIfKnown('42704', `event trigger "${trigname}" does not exist`);
  else trigger.isEnabled = tgenabled !== 'D' && tgenabled !== 'R';
}

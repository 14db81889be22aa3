import type { Interpreters } from './interpreters.ts';
import { COMMENT_INTERPRETERS } from './objects/comments.ts';
import { DEFINITION_INTERPRETERS } from './objects/definitions.ts';
import { DOMAIN_INTERPRETERS } from './objects/domains.ts';
import { EVENT_TRIGGER_INTERPRETERS } from './objects/event-triggers.ts';
import { EXTENSION_INTERPRETERS } from './objects/extensions.ts';
import { FOREIGN_DATA_INTERPRETERS } from './objects/foreign-data.ts';
import { FUNCTION_INTERPRETERS } from './objects/functions.ts';
import { POLICY_INTERPRETERS } from './objects/policies.ts';
import { PRIVILEGE_INTERPRETERS } from './objects/privileges.ts';
import { PUBLICATION_INTERPRETERS } from './objects/publications.ts';
import { ROLE_INTERPRETERS } from './objects/roles.ts';
import { RULE_INTERPRETERS } from './objects/rules.ts';
import { TRIGGER_INTERPRETERS } from './objects/triggers.ts';
import { TYPE_INTERPRETERS } from './objects/types.ts';
import { VIEW_INTERPRETERS } from './objects/views.ts';

/** types, domains, functions, views, triggers, policies and the other objects. */
export const OBJECTS_INTERPRETERS: Interpreters = {
  ...COMMENT_INTERPRETERS,
  ...DEFINITION_INTERPRETERS,
  ...DOMAIN_INTERPRETERS,
  ...EVENT_TRIGGER_INTERPRETERS,
  ...EXTENSION_INTERPRETERS,
  ...FOREIGN_DATA_INTERPRETERS,
  ...FUNCTION_INTERPRETERS,
  ...POLICY_INTERPRETERS,
  ...PRIVILEGE_INTERPRETERS,
  ...PUBLICATION_INTERPRETERS,
  ...ROLE_INTERPRETERS,
  ...RULE_INTERPRETERS,
  ...TRIGGER_INTERPRETERS,
  ...TYPE_INTERPRETERS,
  ...VIEW_INTERPRETERS,
};

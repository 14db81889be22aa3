import type { TypeName } from 'libpg-query';
import type { TypeUse } from '../world/objects.ts';
import type { World } from '../world/world.ts';

/** The type that a TypeName of the parser means, with its modifier as atttypmod has it; `serial` and the like are the caller's. */
export function resolveType(world: World, _name: TypeName): TypeUse {
  return { type: world.unknownType('?'), modifier: -1 };
}

/** A type as PostgreSQL prints it (format_type): `character varying(20)`, `numeric(12,2)`, `app.mood[]`. */
export function typeText(use: TypeUse): string {
  return use.type.name;
}

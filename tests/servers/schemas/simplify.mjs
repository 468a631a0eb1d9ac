// Turns what the generator makes of types into schemas whose refusals can be read.

const REF = "#/definitions/";
const target = (schema) => decodeURIComponent(schema.$ref.slice(REF.length));
const isEmpty = (value) => Object.keys(value).length === 0;

// What only a library's objects have: toString() and toJSON() stand for the value beside them.
const isConvertible = (schema) =>
  schema.type === "object" && ["toString", "toJSON"].some((key) => Object.hasOwn(schema.properties ?? {}, key));

const distinct = (schemas) => [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()];

const anyOf = (schemas) => {
  const left = distinct(schemas);
  return left.length === 1 ? left[0] : { anyOf: left };
};

// The same schema without conveniences of the library; unions that `type` tells apart become if/then.
export function refined(schema, definitions, rules, key = "") {
  if (Array.isArray(schema)) return schema.map((each) => refined(each, definitions, rules, key));
  if (schema === null || typeof schema !== "object") return schema;
  if (schema.$ref) {
    const name = target(schema);
    return /^\w+$/.test(name) ? schema : refined(definitions[name], definitions, rules, key);
  }
  if (schema.anyOf) {
    const kept = schema.anyOf.filter((each) => !isConvertible(each) && !(each.$ref && rules.dropped.has(target(each))));
    return told(kept, definitions, rules) ?? anyOf(kept.map((each) => refined(each, definitions, rules, key)));
  }
  const result = {};
  for (const [name, value] of Object.entries(schema)) {
    if (name === "properties") {
      const entries = Object.entries(value).map(([each, inner]) => [each, refined(inner, definitions, rules, each)]);
      result.properties = Object.fromEntries(entries);
    } else if (name === "type") result.type = numbered(value, rules.number(key));
    else if (name === "const" || name === "enum" || name === "required") result[name] = value;
    else result[name] = refined(value, definitions, rules, key);
  }
  return result;
}

const numbered = (type, number) =>
  Array.isArray(type) ? type.map((each) => numbered(each, number)) : type === "number" ? number : type;

// The members of a union, members of its members included, with the name that each is told by.
function leaves(schemas, definitions, rules) {
  return schemas.flatMap((schema) => {
    if (schema.$ref && rules.dropped.has(target(schema))) return [];
    const body = schema.$ref ? definitions[target(schema)] : schema;
    if (body.anyOf && !body.anyOf.every((each) => !each.$ref)) return leaves(body.anyOf, definitions, rules);
    const kinds = (body.anyOf ?? [body]).map((each) => each.properties?.type?.const);
    return [{ kind: kinds.every((kind) => kind === kinds[0]) ? kinds[0] : undefined, schema }];
  });
}

function told(schemas, definitions, rules) {
  const members = leaves(schemas, definitions, rules);
  if (members.length < 2 || members.some(({ kind }) => kind === undefined)) return undefined;
  const kinds = [...new Set(members.map(({ kind }) => kind))];
  return {
    type: "object",
    required: ["type"],
    properties: { type: { enum: kinds } },
    allOf: kinds.map((kind) => {
      const same = members.filter((member) => member.kind === kind).map(({ schema }) => schema);
      return {
        if: { properties: { type: { const: kind } }, required: ["type"] },
        then: anyOf(same.map((schema) => refined(schema, definitions, rules))),
      };
    }),
  };
}

// A call's union of argument types as one object: an argument of any member will do, as in TypeScript itself.
export function merged(schema, definitions) {
  const body = schema.$ref ? definitions[target(schema)] : schema;
  if (!body.anyOf) return body;
  const members = body.anyOf.map((each) => merged(each, definitions));
  const properties = {};
  for (const member of members) {
    for (const [key, value] of Object.entries(member.properties)) {
      properties[key] = key in properties ? anyOf([...(properties[key].anyOf ?? [properties[key]]), value]) : value;
    }
  }
  const required = members.map((member) => member.required ?? []);
  const always = required[0].filter((key) => required.every((keys) => keys.includes(key)));
  const rests = distinct(required.map((keys) => keys.filter((key) => !always.includes(key)).sort()));
  const least = rests.filter((keys) => !rests.some((other) => other !== keys && other.every((key) => keys.includes(key))));
  const choice = least.some(isEmpty) ? {} : { anyOf: least.map((keys) => ({ required: keys })) };
  return { type: "object", properties, required: always, ...choice };
}

export const closed = (schema) => ({ ...schema, properties: schema.properties ?? {}, additionalProperties: false });

// Only the definitions that the methods lead to.
export function reachable(methods, definitions) {
  const found = new Set();
  const visit = (value) => {
    if (value === null || typeof value !== "object") return;
    if (typeof value.$ref === "string" && !found.has(target(value))) {
      found.add(target(value));
      visit(definitions[target(value)]);
    }
    Object.values(value).forEach(visit);
  };
  visit(methods);
  return Object.fromEntries([...found].sort().map((name) => [name, definitions[name]]));
}

// Mercurius with its JIT and with loaders over kefu's tables; statements have names, so that they are prepared once.
import Fastify from "fastify";
import { GraphQLScalarType } from "graphql";
import mercurius from "mercurius";
import pg from "pg";

const pool = new pg.Pool({
  connectionString: process.env.BENCH_DATABASE_URL,
  max: Number(process.env.BENCH_POOL),
  idleTimeoutMillis: 0, // never closed for idleness: nobody shall pay for a connection while it is measured
});
const rows = async (name, text, values) => (await pool.query({ name, text, values })).rows;

const COLUMNS = `id, number, subject, status, level, severity, opened_at as "openedAt", due_at as "dueAt", version,
  customer_id, assignee_id`;

const schema = `
  scalar DateTime
  type Query {
    ticket(id: ID!): Ticket
    tickets(status: String!, first: Int!): TicketConnection!
    wallboard: [Cell!]!
  }
  type Mutation { changeStatus(id: ID!, expectedVersion: Int!, status: String!, event: String!): Changed! }
  type Changed { id: ID! status: String! version: Int! updatedAt: DateTime! }
  type TicketConnection { edges: [TicketEdge!]! pageInfo: PageInfo! }
  type TicketEdge { cursor: String! node: Ticket! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type Ticket {
    id: ID! number: String! subject: String! status: String! level: Int! severity: Int openedAt: DateTime!
    dueAt: DateTime! version: Int! customer: Customer! assignee: Agent events(last: Int!): [Event!]!
  }
  type Customer { id: ID! name: String! tier: String! stage: String! }
  type Agent { id: ID! name: String! }
  type Event { id: ID! type: String! at: DateTime! version: Int! author: String! }
  type Cell { status: String! level: Int! value: Int! }
`;

const cursor = (row) => Buffer.from(`${row.dueAt.toISOString()}:${row.id}`).toString("base64url");

const resolvers = {
  DateTime: new GraphQLScalarType({ name: "DateTime", serialize: (time) => time.toISOString() }),
  Query: {
    ticket: async (_, { id }) =>
      (await rows("ticket", `select ${COLUMNS} from ticket where id = $1`, [id]))[0] ?? null,
    tickets: async (_, { status, first }) => {
      const text = `select ${COLUMNS} from ticket where status = $1 order by due_at, id limit $2`;
      const found = await rows("tickets", text, [status, first + 1]);
      const edges = found.slice(0, first).map((node) => ({ cursor: cursor(node), node }));
      return { edges, pageInfo: { hasNextPage: found.length > first, endCursor: edges.at(-1)?.cursor ?? null } };
    },
    wallboard: () =>
      rows("wallboard", "select status, level, count(*)::int as value from ticket group by status, level", []),
  },
  Mutation: {
    changeStatus: async (_, { id, expectedVersion, status, event }) => {
      const text = `select id, status, version, updated_at as "updatedAt" from bench.change_status($1, $2, $3, $4)`;
      return (await rows("change", text, [id, expectedVersion, status, event]))[0];
    },
  },
};

const byId = async (name, table, columns, ids) => {
  const found = await rows(name, `select ${columns} from ${table} where id = any($1)`, [[...new Set(ids)]]);
  const held = new Map(found.map((row) => [row.id, row]));
  return ids.map((id) => held.get(id) ?? null);
};

const loaders = {
  Ticket: {
    customer: (asked) => byId("customers", "customer", "id, name, tier, stage", asked.map(({ obj }) => obj.customer_id)),
    assignee: (asked) => byId("agents", "agent", "id, name", asked.map(({ obj }) => obj.assignee_id)),
    events: async (asked) => {
      const text = `select e.aggregate_id, e.position as id, e.type, e.at, e.version, e.author
        from unnest($1::uuid[]) as of(id) cross join lateral
        (select * from event x where x.aggregate_id = of.id order by x.version desc limit $2) e`;
      const found = await rows("events", text, [asked.map(({ obj }) => obj.id), asked[0].params.last]);
      const held = Map.groupBy(found.reverse(), (row) => row.aggregate_id);
      return asked.map(({ obj }) => held.get(obj.id) ?? []);
    },
  },
};

const app = Fastify({ logger: false });
app.register(mercurius, { schema, resolvers, loaders, jit: 1 });
await app.listen({ port: Number(process.env.PORT), host: "127.0.0.1" });
process.on("SIGTERM", () => process.exit(0));

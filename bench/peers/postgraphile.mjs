// PostGraphile over kefu's tables, with its own preset (amber) and nothing taken away but the IDE.
import { createServer } from "node:http";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { jsonPgSmartTags } from "postgraphile/utils";

const events = jsonPgSmartTags({
  version: 1,
  config: { class: { event: { tags: { foreignKey: "(aggregate_id) references ticket (id)" } } } },
});

const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  plugins: [events],
  pgServices: [
    makePgService({
      connectionString: process.env.BENCH_DATABASE_URL,
      schemas: ["public", "bench"],
      pubsub: false,
      // never closed for idleness: nobody shall pay for a connection while it is measured
      poolConfig: { max: Number(process.env.BENCH_POOL), idleTimeoutMillis: 0 },
    }),
  ],
  grafserv: { graphiql: false, watch: false },
  grafast: { explain: false },
});

const serve = instance.createServ(grafserv);
const server = createServer();
await serve.addTo(server);
await serve.ready?.();
if (process.env.PRINT_SCHEMA) {
  const { printSchema } = await import("graphql");
  console.log(printSchema(await instance.getSchema()));
  process.exit(0);
}
server.listen(Number(process.env.PORT), "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));

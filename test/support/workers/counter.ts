// The smallest Worker that keeps something: each request adds a row to an object and answers how many there are.
import { DurableObject } from "cloudflare:workers";

interface CounterEnv {
	COUNTER: DurableObjectNamespace<Counter>;
	GREETING: string;
}

export class Counter extends DurableObject<CounterEnv> {
	add(): number {
		this.ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY)");
		this.ctx.storage.sql.exec("INSERT INTO rows DEFAULT VALUES");
		return this.ctx.storage.sql.exec<{ n: number }>("SELECT count(*) AS n FROM rows").one().n;
	}
}

export default {
	async fetch(_request: Request, env: CounterEnv): Promise<Response> {
		const count = await env.COUNTER.getByName("the one").add();
		return Response.json({ count, greeting: env.GREETING });
	},
};

import { join } from "node:path";
import { expect, test } from "vitest";
import { unstable_readConfig } from "wrangler";
import { z } from "zod";
import { projectRoot } from "../../scripts/project.ts";

const consumers = z.array(
	z.object({
		queue: z.string(),
		max_retries: z.int(),
		max_batch_timeout: z.int(),
		dead_letter_queue: z.string().optional(),
	}),
);

test("an accepted event is tried as often as the platform allows, and so is its letter; an alert waits for no batch", () => {
	const { queues } = unstable_readConfig({ config: join(projectRoot, "wrangler.toml") });
	const of = (name: string) => consumers.parse(queues.consumers).find(({ queue }) => queue === name);
	expect(of("heddle-events")).toMatchObject({
		max_retries: 100,
		max_batch_timeout: 0,
		dead_letter_queue: "heddle-dead",
	});
	expect(of("heddle-dead")).toMatchObject({ max_retries: 100 });
	expect(of("heddle-history")).toMatchObject({ dead_letter_queue: "heddle-dead" });
});

// RFC 9457 problem documents: the body of every HTTP error.
import { z } from "zod";

export const problem = z.object({
	type: z.string(),
	title: z.string(),
	status: z.number().int(),
	code: z.string(),
	requestId: z.string(),
	retry: z.boolean(),
	issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof problem>;

// Who leads a team: alerts that nobody acknowledges climb to them.
import { z } from "zod";
import { teamId, userId } from "./ids.ts";

export const teamLead = z.object({ teamId, userId });
export type TeamLead = z.infer<typeof teamLead>;
export const leadWish = z.strictObject({ lead: z.boolean() });

// Where a workspace's objects live. Fixed when it is made; every token and key carries it.
import { z } from "zod";

export const jurisdiction = z.enum(["none", "eu", "us"]);
export type Jurisdiction = z.infer<typeof jurisdiction>;

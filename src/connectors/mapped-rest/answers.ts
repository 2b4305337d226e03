// What any system may answer: JSON, which its mapping reads.
import { z } from "zod";

/** Anything that JSON can hold (RFC 8259). Its shape is the mapping's business. */
export const anything = z.unknown();

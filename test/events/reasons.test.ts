import { expect, it } from "vitest";
import { z } from "zod";
import { CannotApply, reasonOf } from "../../src/events/reasons.ts";

const database = (code?: string) => {
	const cause = Object.assign(new Error("parameters: ada@example.com"), { ...(code && { code }) });
	return Object.assign(new Error("Failed query: insert … params: ada@example.com", { cause }), {
		name: "DrizzleQueryError",
	});
};

it("says what a database refused, and nothing of what it was given", () => {
	expect(reasonOf(database("23505"))).toBe("The database refused it (SQLSTATE 23505).");
	expect(reasonOf(database())).toBe("The database could not be reached.");
	expect(reasonOf(database("ada@example.com"))).toBe("The database could not be reached.");
});

it("names the fields that do not fit, without what stands in them", () => {
	const shape = z.object({ facts: z.object({ country: z.string().max(2) }) });
	const { error } = shape.safeParse({ facts: { country: "ada@example.com" } });
	expect(reasonOf(error)).toBe("No event can be made of it: facts.country is not as expected.");
});

it("tells our own sentences, and of an error that nobody expected its name alone", () => {
	expect(reasonOf(new CannotApply("The workspace cannot be found."))).toBe("The workspace cannot be found.");
	expect(reasonOf(new TypeError("ada@example.com is no function"))).toMatch(
		/^An unexpected fault in Heddle \(TypeError\)/,
	);
	expect(reasonOf("ada@example.com")).not.toContain("ada");
	expect(reasonOf(Object.assign(new Error("x"), { name: "ada@example.com" }))).not.toContain("ada");
});

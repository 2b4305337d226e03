// What an agent orders the conversation to do, with its refusal said aloud.
import type { CommandResult } from "../../client/commands.ts";
import { sayRefused } from "../states/said.ts";

export async function run(command: Promise<CommandResult>): Promise<void> {
	const result = await command;
	if (!result.ok) sayRefused(new Error(result.message));
}

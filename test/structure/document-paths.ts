// Finds the places in the repository that a document names, so that none outlives what it names.
import { posix } from "node:path";

/** What a path in backticks must begin with to be one of ours; anything else may be a header, a route or a shell word. */
const TOP = /^(src|test|scripts|migrations|docs|\.ci)\/|^[\w.-]+\.(ts|mjs|toml|md)$/;

/**
 * @param path of the document, from the project's root
 * @returns paths from the root that it links to, or names in backticks outside of code blocks; without globs and placeholders
 */
export function pathsNamedIn(path: string, text: string): string[] {
	const prose = text.replace(/^```[\s\S]*?^```/gm, "");
	const links = [...prose.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map(([, target = ""]) => target);
	const local = links.filter((target) => !/^[a-z]+:/.test(target) && !target.startsWith("/"));
	const quoted = [...prose.matchAll(/`([^`\s]+)`/g)].map(([, word = ""]) => word).filter((word) => TOP.test(word));
	return [
		...local.map((target) => posix.normalize(posix.join(posix.dirname(path), target))),
		...quoted.flatMap(expandBraces),
	].filter((named) => !/[*<>{}…]/.test(named));
}

/** `src/{a,b}.ts` names two files. */
function expandBraces(word: string): string[] {
	const match = word.match(/^(.*)\{([^}]+)\}(.*)$/);
	if (!match) return [word];
	const [, before = "", choices = "", after = ""] = match;
	return choices.split(",").map((choice) => `${before}${choice}${after}`);
}

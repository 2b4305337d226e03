// A connection's mapping over HTTP.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import {
	type MappingVersion,
	mappingPreview,
	mappingSampleAnswer,
	mappingVersion,
	mappingVersions,
	type NewMapping,
} from "../../../protocol/mapping.ts";
import { ask } from "../../http/api.ts";
import { queries } from "../../http/queries.ts";

export function useVersions(connectionId: string) {
	return useQuery({
		queryKey: ["mapping versions", connectionId],
		queryFn: async ({ signal }) => (await ask(mappingVersions, `${at(connectionId)}/versions`, { signal })).data,
	});
}

/** A customer's data: read once, when the editor opens, and again when somebody asks for it. */
export function useSample(connectionId: string) {
	return useQuery({
		queryKey: ["mapping sample", connectionId],
		queryFn: async ({ signal }) => (await ask(mappingSampleAnswer, `${at(connectionId)}/sample`, { signal })).sample,
		staleTime: Number.POSITIVE_INFINITY,
		gcTime: 0,
		refetchOnWindowFocus: false,
	});
}

/** What `expression` makes of the sample taken at `takenAt`; the last answer stays until the next has come. */
export function usePreview(connectionId: string, expression: string, takenAt: string | undefined) {
	return useQuery({
		queryKey: ["mapping preview", connectionId, expression, takenAt],
		queryFn: ({ signal }) =>
			ask(mappingPreview, `${at(connectionId)}/preview`, { method: "POST", json: { expression }, signal }),
		enabled: expression.trim() !== "",
		placeholderData: keepPreviousData,
		staleTime: Number.POSITIVE_INFINITY,
		gcTime: 0,
		retry: false,
		refetchOnWindowFocus: false,
	});
}

export function saveMapping(connectionId: string, json: NewMapping): Promise<MappingVersion> {
	return thenRefreshed(connectionId, ask(mappingVersion, at(connectionId), { method: "PUT", json }));
}

export function rollBackMapping(connectionId: string, json: { to: number; basedOn: number }): Promise<MappingVersion> {
	return thenRefreshed(connectionId, ask(mappingVersion, `${at(connectionId)}/roll-back`, { method: "POST", json }));
}

/** Also after a refusal: it may be that somebody else has saved. */
async function thenRefreshed<T>(connectionId: string, answer: Promise<T>): Promise<T> {
	try {
		return await answer;
	} finally {
		void queries.invalidateQueries({ queryKey: ["mapping versions", connectionId] });
	}
}

function at(connectionId: string): string {
	return `/connections/${connectionId}/mapping`;
}

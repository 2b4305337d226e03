// A visitor of a shop: opens the widget's session, and writes.
import { type NewWidgetSession, type WidgetSession, widgetSession } from "../../../src/protocol/http.ts";
import { answerOf, call } from "./call.ts";
import type { VisitorSocket } from "./frame-socket.ts";

export async function visit(
	wish: Pick<NewWidgetSession, "inboxId"> & Partial<NewWidgetSession>,
): Promise<WidgetSession> {
	return answerOf(widgetSession, await call("/v1/widget/sessions", { method: "POST", body: wish }));
}

/** Sends and waits for the acknowledgement. */
export async function write(socket: VisitorSocket, text: string, after = 0, clientId: string = crypto.randomUUID()) {
	socket.send({ type: "send", clientId, after, text });
	const { entry } = await socket.next("ack", (ack) => ack.clientId === clientId);
	if (!entry) throw new Error("a message always becomes an entry");
	return entry;
}

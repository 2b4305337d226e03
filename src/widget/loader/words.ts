// The few words outside of the frame.

interface LoaderWords {
	open: string;
	close: string;
	chat: string;
	unread: (count: number) => string;
	/** Where the frame does not come up: the browser keeps it from sites that the inbox does not list. */
	refused: string;
}

const EN: LoaderWords = {
	open: "Open chat",
	close: "Close chat",
	chat: "Chat",
	unread: (count) => (count === 1 ? "1 new message" : `${count} new messages`),
	refused: "The chat could not be loaded. If this is your site, add its address to the inbox’s allowed sites.",
};

const DE: LoaderWords = {
	open: "Chat öffnen",
	close: "Chat schließen",
	chat: "Chat",
	unread: (count) => (count === 1 ? "1 neue Nachricht" : `${count} neue Nachrichten`),
	refused:
		"Der Chat konnte nicht geladen werden. Ist das Ihre Seite? Dann tragen Sie ihre Adresse beim Posteingang ein.",
};

const ZH: LoaderWords = {
	open: "打开聊天",
	close: "关闭聊天",
	chat: "聊天",
	unread: (count) => `${count} 条新消息`,
	refused: "无法加载聊天窗口。如果这是您的网站，请将其地址添加到收件箱的允许列表。",
};

/** `lang`: from the script tag; empty: the browser's. */
export function loaderWords(lang: string): LoaderWords {
	const wanted = (lang || navigator.language).slice(0, 2).toLowerCase();
	return wanted === "de" ? DE : wanted === "zh" ? ZH : EN;
}

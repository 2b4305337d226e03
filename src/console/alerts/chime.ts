// The sound of an urgent alert, made here: no file to load, none to be missing.

/** Two falling pairs of tones, in Hz and seconds: heard across a room, and unlike a phone. */
const TONES = [
	{ pitch: 880, at: 0 },
	{ pitch: 660, at: 0.16 },
	{ pitch: 880, at: 0.42 },
	{ pitch: 660, at: 0.58 },
] as const;
const TONE_SECONDS = 0.14;
const LOUDNESS = 0.18;

export type ChimeState = "ready" | "blocked" | "unsupported";

/** Browsers let a page sound only after somebody has touched it: until `unlock` is called in a click, it is `blocked`. */
export class Chime {
	#audio: AudioContext | null = null;

	state(): ChimeState {
		if (typeof AudioContext === "undefined") return "unsupported";
		this.#audio ??= new AudioContext();
		return this.#audio.state === "running" ? "ready" : "blocked";
	}

	/** Call it in a click or key press. */
	async unlock(): Promise<ChimeState> {
		if (this.state() === "blocked") await this.#audio?.resume();
		return this.state();
	}

	/** False where the browser does not let it. */
	play(): boolean {
		const audio = this.#audio;
		if (this.state() !== "ready" || !audio) return false;
		for (const tone of TONES) this.#tone(audio, tone.pitch, audio.currentTime + tone.at);
		return true;
	}

	#tone(audio: AudioContext, pitch: number, at: number): void {
		const source = audio.createOscillator();
		const volume = audio.createGain();
		source.type = "triangle";
		source.frequency.value = pitch;
		volume.gain.setValueAtTime(0, at);
		volume.gain.linearRampToValueAtTime(LOUDNESS, at + 0.015);
		volume.gain.exponentialRampToValueAtTime(0.001, at + TONE_SECONDS);
		source.connect(volume).connect(audio.destination);
		source.start(at);
		source.stop(at + TONE_SECONDS);
	}
}

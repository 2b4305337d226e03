// How Heddle looks: one accent, cool greys, small radii, type that is dense but calm.
import {
	ActionIcon,
	Badge,
	Button,
	createTheme,
	Input,
	type MantineColorsTuple,
	Menu,
	Modal,
	Paper,
	Tooltip,
} from "@mantine/core";

const weft: MantineColorsTuple = [
	"#eaf7f5",
	"#d5ece8",
	"#a9d8d0",
	"#79c3b7",
	"#4fae9f",
	"#2f9c8c",
	"#178b7a",
	"#0b7a6b",
	"#076a5d",
	"#04564c",
];

// Slate rather than neutral: the accent is green, and a green-grey would look ill beside it.
const gray: MantineColorsTuple = [
	"#f7f8fa",
	"#f0f2f5",
	"#e4e7ec",
	"#d3d8e0",
	"#b4bcc8",
	"#8b95a5",
	"#667085",
	"#475467",
	"#2f3948",
	"#1c2430",
];

const dark: MantineColorsTuple = [
	"#d6dae1",
	"#b6bdc9",
	"#929bab",
	"#6b7588",
	"#3d4657",
	"#2d3544",
	"#222936",
	"#181d27",
	"#12161e",
	"#0c0f15",
];

export const theme = createTheme({
	primaryColor: "weft",
	// White on shade 7 has a contrast of 5.2 : 1, enough for small text (WCAG AA asks 4.5 : 1).
	primaryShade: { light: 7, dark: 7 },
	colors: { weft, gray, dark },
	defaultRadius: "md",
	radius: { xs: "3px", sm: "5px", md: "7px", lg: "10px", xl: "16px" },
	// What each system's own screens are set in. Not `system-ui`: on Linux it is whatever comes first.
	fontFamily:
		'-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, "PingFang SC", "Microsoft YaHei", sans-serif',
	fontSizes: { xs: "0.75rem", sm: "0.84375rem", md: "0.9375rem", lg: "1.0625rem", xl: "1.25rem" },
	headings: { fontWeight: "650", sizes: { h1: { fontSize: "1.375rem" }, h2: { fontSize: "1.125rem" } } },
	respectReducedMotion: true,
	cursorType: "pointer",
	components: {
		Button: Button.extend({ defaultProps: { size: "sm" } }),
		ActionIcon: ActionIcon.extend({ defaultProps: { variant: "subtle", color: "gray" } }),
		Badge: Badge.extend({ defaultProps: { variant: "light", radius: "sm", tt: "none", fw: 600 } }),
		Input: Input.extend({ defaultProps: { size: "sm" } }),
		Menu: Menu.extend({ defaultProps: { shadow: "md", withinPortal: true } }),
		Modal: Modal.extend({ defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.45 } } }),
		Paper: Paper.extend({ defaultProps: { radius: "lg" } }),
		Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, fz: "xs" } }),
	},
});

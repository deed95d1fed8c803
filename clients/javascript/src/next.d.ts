export declare function openWidth(width: number): number;
export default function pixelflareLoader(asked: { src: string; width: number; quality?: number }): string;

declare global {
  namespace App {
    interface Error {
      message: string;
      /** What a person can do about it. */
      advice?: string;
      /** The API's own status, or 0 without an answer. */
      status?: number;
      requestId?: string;
    }
  }
}

export {};

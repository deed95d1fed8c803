declare global {
  namespace App {
    interface Error {
      message: string;
      /** What a person can do about it. */
      advice?: string;
      requestId?: string;
    }
  }
}

export {};

/** A question before something that cannot be taken back, or that touches many things. */
export type Question = {
  title: string;
  /** What is lost, and how many. */
  body: string;
  /** The label of the button that does it. */
  action: string;
  isDangerous?: boolean;
  /** What has to be typed first, such as a count. */
  expected?: string;
};

type Asked = Question & { answer: (isYes: boolean) => void };

class Questions {
  asked = $state.raw<Asked | null>(null);

  /** True when the person agrees. The layout shows the dialog. */
  confirm(question: Question): Promise<boolean> {
    return new Promise((resolve) => {
      this.asked = {
        ...question,
        answer: (isYes) => {
          this.asked = null;
          resolve(isYes);
        }
      };
    });
  }
}

export const questions = new Questions();

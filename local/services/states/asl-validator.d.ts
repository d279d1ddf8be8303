declare module 'asl-validator' {
  interface Judgement {
    readonly isValid: boolean;
    errorsText(): string;
  }

  export default function validate(definition: object, options: { readonly checkPaths: boolean; readonly checkArn: boolean }): Judgement;
}

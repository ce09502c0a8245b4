/** As the `ref` of what a press made appear in the place of the pressed button: whoever uses the keyboard goes on there. */
export function takeFocus(element: HTMLElement | null): void {
  element?.focus();
}

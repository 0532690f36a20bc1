package io.flaregate.it.chaos.agent;

import net.bytebuddy.asm.Advice;

/** Copied into the JDK's {@code force}: returns at once. */
public final class SkipAdvice {
  private SkipAdvice() {}

  /** Before: true means not to go on. */
  @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
  public static boolean enter() {
    return true;
  }
}

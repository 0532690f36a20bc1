package io.flaregate.it.chaos.agent;

import java.lang.instrument.Instrumentation;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.matcher.ElementMatchers;

/**
 * Writes down, for every {@code FileChannel.force}, how long the file was when it was called, once
 * it has returned: so much of the file survives a power cut. With {@code skip} as argument force
 * does nothing instead: a gateway that forgets to sync.
 *
 * <p>A killed process loses nothing that it has written, for the system keeps it; whoever tests
 * with SIGKILL alone never notices a missing sync. After the kill, {@code PowerCut} cuts each file
 * back to what was forced.
 */
public final class SyncAgent {
  private SyncAgent() {}

  /** Starts with the gateway's Java. */
  public static void premain(String argument, Instrumentation instrumentation) {
    Class<?> advice = "skip".equals(argument) ? SkipAdvice.class : RecordAdvice.class;
    new AgentBuilder.Default()
        .disableClassFormatChanges()
        .with(AgentBuilder.RedefinitionStrategy.RETRANSFORMATION)
        .with(AgentBuilder.Listener.StreamWriting.toSystemError().withErrorsOnly())
        .ignore(ElementMatchers.none())
        .type(ElementMatchers.named("sun.nio.ch.FileChannelImpl"))
        .transform(
            (builder, type, loader, module, domain) ->
                builder.visit(Advice.to(advice).on(ElementMatchers.named("force"))))
        .installOn(instrumentation);
  }
}

package io.flaregate.otlp;

import io.flaregate.spi.FlaregatePlugin;
import io.flaregate.spi.receiver.ReceiverFactory;
import java.util.List;

/** Offers the receiver {@code otlp}. */
public final class OtlpPlugin implements FlaregatePlugin {
  @Override
  public String name() {
    return "otlp";
  }

  @Override
  public List<ReceiverFactory<?>> receivers() {
    return List.of(new OtlpReceiverFactory());
  }
}

package io.flaregate.otlp;

import io.flaregate.otlp.auth.BasicAuthFactory;
import io.flaregate.otlp.auth.BearerTokenAuthFactory;
import io.flaregate.spi.FlaregatePlugin;
import io.flaregate.spi.extension.ExtensionFactory;
import io.flaregate.spi.receiver.ReceiverFactory;
import java.util.List;

/** Offers the receiver {@code otlp}, and extensions that tell who sends to receivers. */
public final class OtlpPlugin implements FlaregatePlugin {
  @Override
  public String name() {
    return "otlp";
  }

  @Override
  public List<ReceiverFactory<?>> receivers() {
    return List.of(new OtlpReceiverFactory());
  }

  @Override
  public List<ExtensionFactory<?>> extensions() {
    return List.of(new BasicAuthFactory(), new BearerTokenAuthFactory());
  }
}

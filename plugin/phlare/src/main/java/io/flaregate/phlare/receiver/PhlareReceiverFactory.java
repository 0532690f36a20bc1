package io.flaregate.phlare.receiver;

import io.flaregate.phlare.config.PhlareReceiverConfig;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.consumer.ProfilesConsumer;
import io.flaregate.spi.receiver.ReceiverFactory;

/** Makes receivers of type {@code phlare}. */
public final class PhlareReceiverFactory implements ReceiverFactory<PhlareReceiverConfig> {
  @Override
  public String type() {
    return "phlare";
  }

  @Override
  public Class<PhlareReceiverConfig> configClass() {
    return PhlareReceiverConfig.class;
  }

  @Override
  public PhlareReceiverConfig defaultConfig() {
    return PhlareReceiverConfig.defaults();
  }

  @Override
  public PhlareReceiver create(
      Settings settings, PhlareReceiverConfig config, ProfilesConsumer next) {
    return new PhlareReceiver(settings, config, next);
  }
}

package io.flaregate.otlp;

import io.flaregate.otlp.config.OtlpReceiverConfig;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.consumer.ProfilesConsumer;
import io.flaregate.spi.receiver.ReceiverFactory;

/** Makes receivers of OTLP. */
public final class OtlpReceiverFactory implements ReceiverFactory<OtlpReceiverConfig> {
  @Override
  public String type() {
    return "otlp";
  }

  @Override
  public Class<OtlpReceiverConfig> configClass() {
    return OtlpReceiverConfig.class;
  }

  @Override
  public OtlpReceiverConfig defaultConfig() {
    return OtlpReceiverConfig.defaults();
  }

  @Override
  public OtlpReceiver create(Settings settings, OtlpReceiverConfig config, ProfilesConsumer next) {
    return new OtlpReceiver(settings, config, next);
  }
}

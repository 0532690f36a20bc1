package io.flaregate.otlp;

import io.flaregate.otlp.config.LegacyLayouts;
import io.flaregate.profiles.otlp.DecodeLimits;
import io.flaregate.profiles.otlp.DecodedProfiles;
import io.flaregate.profiles.otlp.LegacyLayout;
import io.flaregate.profiles.otlp.UndecodableException;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.telemetry.Counter;
import io.flaregate.spi.telemetry.Meter;
import io.flaregate.transport.answer.AnswerException;

/**
 * Decodes requests of the present layout, and those from before OTLP 1.10 as the configuration
 * says. Only what could not be read well is looked at twice, so the present layout costs nothing.
 */
final class Layouts {
  private static final String REFUSED =
      "samples are numbered as before OTLP 1.10 (values in field 2): the sender has to be upgraded,"
          + " or legacy_layouts has to be transcode";

  private final DecoderPool decoders;
  private final LegacyLayouts legacy;
  private final Counter requests;

  Layouts(DecoderPool decoders, LegacyLayouts legacy, Meter meter) {
    this.decoders = decoders;
    this.legacy = legacy;
    requests =
        meter.counter(
            "flaregate_otlp_layout_total",
            "Requests by the layout of their samples: current, or legacy (before OTLP 1.10).",
            "layout");
  }

  /**
   * Decodes a request; of one of the old layout the array is changed.
   *
   * @throws UndecodableException if nothing of it can be used
   * @throws AnswerException if it is of a layout that is not taken
   */
  DecodedProfiles decode(byte[] body, int length, DecodeLimits limits) throws UndecodableException {
    DecodedProfiles decoded;
    try {
      decoded = decoders.decode(body, length, limits);
    } catch (UndecodableException e) {
      if (e.reason() == Reason.UNDECODABLE && isLegacy(body, length)) {
        return decodeLegacy(body, length, limits);
      }
      throw e;
    }
    boolean readBadly =
        decoded.counts().containsKey(Reason.MALFORMED_PROFILE)
            || decoded.counts().containsKey(Reason.NO_VALUE);
    if (readBadly && isLegacy(body, length)) {
      return decodeLegacy(body, length, limits);
    }
    requests.increment("current");
    return decoded;
  }

  private boolean isLegacy(byte[] body, int length) {
    return legacy != LegacyLayouts.OFF && LegacyLayout.matches(body, length);
  }

  private DecodedProfiles decodeLegacy(byte[] body, int length, DecodeLimits limits)
      throws UndecodableException {
    requests.increment("legacy");
    if (legacy == LegacyLayouts.REJECT) {
      throw new AnswerException(Answer.refused(Answer.Kind.UNDECODABLE, REFUSED));
    }
    LegacyLayout.renumber(body, length);
    return decoders.decode(body, length, limits);
  }
}

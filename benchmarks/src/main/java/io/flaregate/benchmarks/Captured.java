package io.flaregate.benchmarks;

import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.profiles.otlp.DecodeLimits;
import io.flaregate.profiles.otlp.OtlpDecoder;
import io.flaregate.profiles.otlp.UndecodableException;
import io.flaregate.profiles.pprof.PprofEncoder;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.profiles.Profiles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What lies between the steps of a transformation, for benchmarks of single steps. */
final class Captured extends Transform.Encoding {
  private final List<Profiles> seen = new ArrayList<>();

  @Override
  public CompletionStage<ConsumeResult> consume(Profiles profiles, RequestContext context) {
    seen.add(profiles);
    return super.consume(profiles, context);
  }

  /** The columns of a request. */
  static Profiles decoded(byte[] body) throws UndecodableException {
    return new OtlpDecoder().decode(body, body.length, DecodeLimits.DEFAULT).profiles();
  }

  /** The series that were given last. */
  Profiles last() {
    return seen.get(seen.size() - 1);
  }

  /** The series of a request. */
  static Profiles series(byte[] body, boolean splits) throws UndecodableException {
    Captured captured = new Captured();
    try (Transform transform = new Transform(splits, captured, LimitsConfig.none())) {
      transform.run(body);
    }
    return captured.last();
  }

  /** The pprofs of a request, one for each profile. */
  static List<byte[]> pprofs(byte[] body) throws UndecodableException {
    Profiles series = series(body, false);
    PprofEncoder encoder = new PprofEncoder();
    List<byte[]> pprofs = new ArrayList<>();
    for (int row = 0; row < series.size(); row++) {
      pprofs.add(encoder.encode(series, row));
    }
    return pprofs;
  }
}

package io.flaregate.it.live;

import com.google.protobuf.ByteString;
import io.flaregate.ingester.proto.pprof.Profile;
import io.flaregate.ingester.proto.push.PushRequest;
import io.flaregate.ingester.proto.push.RawProfileSeries;
import io.flaregate.ingester.proto.push.RawSample;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** A recorded push, as often as one likes: each time with profiles of another time. */
final class Pushes {
  private final String name;
  private final PushRequest recorded;
  private long nextMillis = System.currentTimeMillis() - 3_600_000;

  Pushes(String name, byte[] body) throws IOException {
    this.name = name;
    recorded = PushRequest.parseFrom(body);
  }

  /** The name of the recorded push. */
  String name() {
    return name;
  }

  /** The body of the next one. No two of its profiles have the same time. */
  byte[] next() throws IOException {
    PushRequest.Builder request = recorded.toBuilder();
    for (RawProfileSeries.Builder series : request.getSeriesBuilderList()) {
      for (RawSample.Builder sample : series.getSamplesBuilderList()) {
        Profile profile = Profile.parseFrom(plain(sample.getRawProfile()));
        sample
            .clearID()
            .setRawProfile(
                gzip(profile.toBuilder().setTimeNanos(nextMillis++ * 1_000_000).build()));
      }
    }
    return request.build().toByteArray();
  }

  private static byte[] plain(ByteString raw) throws IOException {
    if (raw.size() < 2 || raw.byteAt(0) != 0x1f) {
      return raw.toByteArray();
    }
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(raw.toByteArray()))) {
      return in.readAllBytes();
    }
  }

  private static ByteString gzip(Profile profile) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      profile.writeTo(out);
    }
    return ByteString.copyFrom(bytes.toByteArray());
  }
}

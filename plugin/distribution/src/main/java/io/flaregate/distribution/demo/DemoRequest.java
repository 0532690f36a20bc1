package io.flaregate.distribution.demo;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.ResourceProfiles;
import io.opentelemetry.proto.profiles.v1development.ScopeProfiles;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A recorded request whose profiles can be moved to another time.
 *
 * @param name the file that it was recorded in
 * @param message the request as recorded
 */
record DemoRequest(String name, ExportProfilesServiceRequest message) {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long MILLIS_PER_SECOND = 1_000;

  /** How many requests of different {@code sequence} there can be. */
  static final int MAX_SEQUENCE = (int) MILLIS_PER_SECOND;

  /**
   * A request from its recorded bytes.
   *
   * @throws IllegalArgumentException if they are none
   */
  static DemoRequest parse(String name, byte[] bytes) {
    try {
      return new DemoRequest(name, ExportProfilesServiceRequest.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(name + " holds no OTLP profiles", e);
    }
  }

  /**
   * The same request with its last profile near a given time and the others as far before it as
   * recorded, at most {@code maxSpanNanos}.
   *
   * <p>Readers keep one profile of a series and millisecond, so every profile gets the milliseconds
   * {@code sequence} of its second: no two requests of different sequence can meet there.
   */
  ExportProfilesServiceRequest restamped(long endUnixNanos, long maxSpanNanos, int sequence) {
    if (sequence < 0 || sequence >= MAX_SEQUENCE) {
      throw new IllegalArgumentException("sequence is " + sequence);
    }
    long last = profiles().stream().mapToLong(Profile::getTimeUnixNano).max().orElse(0);
    return mapped(
        profile -> {
          long before = Math.min(last - profile.getTimeUnixNano(), maxSpanNanos);
          long millis = (endUnixNanos - before) / NANOS_PER_MILLI;
          long second = millis - Math.floorMod(millis, MILLIS_PER_SECOND);
          return profile.toBuilder()
              .setTimeUnixNano((second + sequence) * NANOS_PER_MILLI)
              .clearProfileId()
              .build();
        });
  }

  /** All profiles of the request. */
  List<Profile> profiles() {
    List<Profile> profiles = new ArrayList<>();
    for (ResourceProfiles resource : message.getResourceProfilesList()) {
      for (ScopeProfiles scope : resource.getScopeProfilesList()) {
        profiles.addAll(scope.getProfilesList());
      }
    }
    return profiles;
  }

  private ExportProfilesServiceRequest mapped(UnaryOperator<Profile> change) {
    ExportProfilesServiceRequest.Builder request = message.toBuilder();
    for (ResourceProfiles.Builder resource : request.getResourceProfilesBuilderList()) {
      for (ScopeProfiles.Builder scope : resource.getScopeProfilesBuilderList()) {
        for (int i = 0; i < scope.getProfilesCount(); i++) {
          scope.setProfiles(i, change.apply(scope.getProfiles(i)));
        }
      }
    }
    return request.build();
  }
}

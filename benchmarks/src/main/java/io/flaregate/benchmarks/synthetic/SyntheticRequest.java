package io.flaregate.benchmarks.synthetic;

import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A CPU profile of any size: stacktraces of 10 to 40 frames, one function for every 25 of them, so
 * that the whole request grows in proportion. Equal arguments give equal requests.
 */
public final class SyntheticRequest {
  private static final int STACKS_PER_FUNCTION = 25;
  private static final int MIN_FUNCTIONS = 20;
  private static final int LINES_PER_FUNCTION = 3;
  private static final int MIN_DEPTH = 10;
  private static final int MAX_DEPTH = 40;

  private SyntheticRequest() {}

  /**
   * Makes a request of one profile.
   *
   * @param samples how many samples it has
   * @param repetition how many of them have the same stacktrace, not one after the other
   */
  public static ExportProfilesServiceRequest of(long seed, int samples, int repetition) {
    Random random = new Random(seed);
    RequestBuilder request = new RequestBuilder();
    int mapping = request.mapping("/usr/local/bin/service");
    int stacks = Math.max(1, samples / repetition);
    int functions = Math.max(MIN_FUNCTIONS, stacks / STACKS_PER_FUNCTION);
    int[] locations = new int[functions * LINES_PER_FUNCTION];
    for (int i = 0; i < functions; i++) {
      int file = request.text("src/package" + i / 20 + "/file" + i / 4 + ".go");
      int function = request.function("example.org/service/package" + i / 20 + ".Call" + i, file);
      for (int line = 0; line < LINES_PER_FUNCTION; line++) {
        int at = i * LINES_PER_FUNCTION + line;
        locations[at] = request.location(mapping, 0x400000L + 64L * at, function, 10 + 7L * line);
      }
    }
    for (int i = 0; i < stacks; i++) {
      request.stack(stack(random, locations));
    }
    for (int i = 0; i < samples; i++) {
      request.sample(1 + i % stacks, 1 + random.nextInt(1_000_000));
    }
    return request.build();
  }

  private static List<Integer> stack(Random random, int[] locations) {
    int depth = MIN_DEPTH + random.nextInt(MAX_DEPTH - MIN_DEPTH + 1);
    List<Integer> stack = new ArrayList<>(depth);
    for (int frame = 0; frame < depth; frame++) {
      stack.add(locations[random.nextInt(locations.length)]);
    }
    return stack;
  }
}

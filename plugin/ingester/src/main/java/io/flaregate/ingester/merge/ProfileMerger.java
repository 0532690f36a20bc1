package io.flaregate.ingester.merge;

import io.flaregate.ingester.merge.Symbols.FunctionKey;
import io.flaregate.ingester.merge.Symbols.LineKey;
import io.flaregate.ingester.merge.Symbols.LocationKey;
import io.flaregate.ingester.model.ProfileType;
import io.flaregate.ingester.proto.pprof.Profile;
import io.flaregate.ingester.proto.pprof.Sample;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Adds up one value of each of many pprofs. Samples are one when their stacktraces and labels are
 * equal in content; sums saturate and say so. Takes time linear in what is added. Used by one
 * thread.
 */
public final class ProfileMerger {
  private final Symbols symbols;
  private long[] sums = new long[64];
  private long firstNanos = Long.MAX_VALUE;
  private long lastNanos = Long.MIN_VALUE;
  private final PeriodOfAll period = new PeriodOfAll();
  private long profiles;
  private long saturated;

  /**
   * Starts with nothing.
   *
   * @param maxBytes most heap that the sum may take, roughly
   */
  public ProfileMerger(long maxBytes) {
    this.symbols = new Symbols(new Budget(maxBytes));
  }

  /**
   * Adds a pprof.
   *
   * @param position which of each sample's values to add
   * @throws MergeLimitException if the sum becomes too large; it is unusable then
   * @throws IllegalArgumentException if the pprof refers to what it lacks
   */
  public void add(Profile profile, int position) {
    Translation translation = new Translation(symbols, profile);
    for (Sample sample : profile.getSampleList()) {
      if (position >= sample.getValueCount()) {
        throw new IllegalArgumentException("pprof has a sample without value " + position);
      }
      long value = sample.getValue(position);
      if (value != 0) {
        add(translation.stack(sample), value);
      }
    }
    firstNanos = Math.min(firstNanos, profile.getTimeNanos());
    lastNanos = Math.max(lastNanos, plus(profile.getTimeNanos(), profile.getDurationNanos()));
    period.add(profile.getPeriod());
    profiles++;
  }

  private void add(int stack, long value) {
    if (stack >= sums.length) {
      sums = Arrays.copyOf(sums, Math.max(stack + 1, sums.length * 2));
    }
    long sum = plus(sums[stack], value);
    if (sum - value != sums[stack]) {
      saturated++;
    }
    sums[stack] = sum;
  }

  private static long plus(long a, long b) {
    long sum = a + b;
    if (((a ^ sum) & (b ^ sum)) < 0) {
      return a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    return sum;
  }

  /** How many pprofs have been added. */
  public long profiles() {
    return profiles;
  }

  /** How many additions went beyond what 64 bits hold. */
  public long saturated() {
    return saturated;
  }

  /** The sum of all values, saturating. */
  public long total() {
    long total = 0;
    for (int stack = 0; stack < symbols.stacks.keys().size(); stack++) {
      total = plus(total, sums[stack]);
    }
    return total;
  }

  /** The sum as a pprof with one sample type, with nothing in it that no sample refers to. */
  public Profile toProfile(ProfileType type) {
    ProfileWriter writer = new ProfileWriter(symbols);
    for (int stack = 0; stack < symbols.stacks.keys().size(); stack++) {
      if (sums[stack] != 0) {
        writer.sample(symbols.stacks.keys().get(stack), sums[stack]);
      }
    }
    if (profiles > 0) {
      writer.time(firstNanos, lastNanos - firstNanos, period.value());
    }
    return writer.finish(type);
  }

  /** The sum as a tree of frames, root first. Labels of samples do not tell frames apart. */
  public FrameTree toTree() {
    FrameTree tree = new FrameTree();
    FrameNames names = new FrameNames(symbols);
    for (int stack = 0; stack < symbols.stacks.keys().size(); stack++) {
      if (sums[stack] != 0) {
        tree.begin();
        names.frames(symbols.stacks.keys().get(stack), tree::descend);
        tree.end(sums[stack]);
      }
    }
    return tree;
  }

  /** Names the frames of stacktraces. */
  private static final class FrameNames {
    private final Symbols symbols;
    private final Map<Integer, String> addresses = new HashMap<>();

    FrameNames(Symbols symbols) {
      this.symbols = symbols;
    }

    void frames(Symbols.StackKey stack, Consumer<String> consumer) {
      for (int i = stack.locations().size() - 1; i >= 0; i--) {
        int number = stack.locations().get(i);
        LocationKey location = symbols.locations.keys().get(number);
        if (location.lines().isEmpty()) {
          consumer.accept(addresses.computeIfAbsent(number, n -> address(location)));
        }
        for (int line = location.lines().size() - 1; line >= 0; line--) {
          consumer.accept(name(location.lines().get(line)));
        }
      }
    }

    private String name(LineKey line) {
      FunctionKey function = symbols.functions.keys().get(line.function());
      String name = symbols.strings.keys().get(function.name());
      return name.isEmpty() ? symbols.strings.keys().get(function.systemName()) : name;
    }

    private String address(LocationKey location) {
      String address = "0x" + Long.toHexString(location.address());
      if (location.mapping() < 0) {
        return address;
      }
      String file =
          symbols.strings.keys().get(symbols.mappings.keys().get(location.mapping()).filename());
      return file.isEmpty() ? address : file.substring(file.lastIndexOf('/') + 1) + "+" + address;
    }
  }

  /** The period that all profiles share; 0 if they do not. */
  private static final class PeriodOfAll {
    private boolean any;
    private long value;

    void add(long period) {
      value = !any || value == period ? period : 0;
      any = true;
    }

    long value() {
      return value;
    }
  }
}

package io.flaregate.phlare.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.phlare.limits.TenantLimits;
import io.flaregate.profiles.fixture.DictionaryFixture;
import io.flaregate.profiles.fixture.ProfilesFixture;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.profiles.Profiles;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Small requests that stand for very much. */
class AmplificationTest {
  private static final long MIB = 1 << 20;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final ProfilesFixture fixture = new ProfilesFixture();
  private final DictionaryFixture dictionary = fixture.dictionary;

  private record Run(ConsumeResult result, long allocatedBytes) {}

  /** Works on the request in the test's own thread, so that what it allocates can be counted. */
  private Run run(LimitsConfig limits) {
    Profiles profiles = fixture.build();
    PhlareProcessorConfig config = PhlareProcessorConfig.defaults().withLimits(limits);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Tally tally = new Tally();
    Verdicts verdicts = new Verdicts(profiles, tally);
    Scratch scratch = new Scratch();
    Profiles series =
        new RequestTransform(
                profiles,
                ProcessorHarness.RECEIVED,
                config,
                new TenantLimits(limits),
                verdicts,
                tally,
                scratch)
            .run();
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    ConsumeResult result =
        series == null
            ? verdicts.alone()
            : verdicts.combine(ConsumeResult.stored(series.size()), scratch.series.rowsOfSeries());
    return new Run(result, allocated);
  }

  private int deepStack(int depth) {
    int[] frames = new int[depth];
    Arrays.fill(frames, dictionary.frame("f"));
    return dictionary.stack(frames);
  }

  @Test
  void oneDeepStackInTenThousandEqualSamplesIsOneSample() {
    int stack = deepStack(10_000);
    var row = fixture.row();
    for (int i = 0; i < 10_000; i++) {
      row.sample(stack, 1);
    }
    Run run = run(LimitsConfig.none());
    assertThat(run.result().outcome(0)).isEqualTo(Outcome.STORED);
    assertThat(run.allocatedBytes()).isLessThan(8 * MIB);
  }

  @Test
  void oneDeepStackInTenThousandDifferentSamplesIsRefusedBeforeItIsExpanded() {
    int stack = deepStack(10_000);
    var row = fixture.row();
    for (int i = 0; i < 10_000; i++) {
      row.labelled(stack, 0, dictionary.link(0, 1, i + 1), 1);
    }
    Run run = run(Limits.request(1 << 24, 0));
    assertThat(run.result().details().get(0).reason()).isEqualTo(Reason.EXPANSION_LIMIT);
    assertThat(run.allocatedBytes()).isLessThan(16 * MIB);
  }

  @Test
  void underTheDefaultsItIsRefusedForItsSizeWithinTheBound() {
    int stack = deepStack(10_000);
    var row = fixture.row();
    for (int i = 0; i < 10_000; i++) {
      row.labelled(stack, 0, dictionary.link(0, 1, i + 1), 1);
    }
    Run run = run(Limits.anyTime());
    assertThat(run.result().details().get(0).reason()).isEqualTo(Reason.PROFILE_SIZE_LIMIT);
    assertThat(run.allocatedBytes()).isLessThan(64 * MIB);
  }

  @Test
  void manyServicesInOneProfileAreRefusedAsAWhole() {
    var row = fixture.row();
    for (int i = 0; i < 100_000; i++) {
      row.labelled(0, dictionary.list(dictionary.attribute("service.name", "s" + i)), 0, 1);
    }
    Run run = run(Limits.request(0, 20_000));
    assertThat(run.result().details().get(0).reason()).isEqualTo(Reason.SERIES_LIMIT);
    assertThat(run.allocatedBytes()).isLessThan(96 * MIB);
  }

  @Test
  void aResourceWithManyAttributesIsNotCopiedForEachProfile() {
    int[] attributes = new int[20_000];
    for (int i = 0; i < attributes.length; i++) {
      attributes[i] = dictionary.attribute("key" + i, "v");
    }
    int resource = dictionary.list(attributes);
    for (int i = 0; i < 2_000; i++) {
      fixture.row().resourceList(resource).scope("scope" + i, "").sample(0, 1);
    }
    Run limited = run(Limits.labels(0, 0, 30, true));
    assertThat(limited.result().count(Outcome.REJECTED)).isEqualTo(2_000);
    assertThat(limited.result().details().get(0).reason())
        .isEqualTo(Reason.MAX_LABEL_NAMES_PER_SERIES);
    assertThat(limited.allocatedBytes()).isLessThan(64 * MIB);
    Run unlimited = run(LimitsConfig.none());
    assertThat(unlimited.result().count(Outcome.STORED)).isEqualTo((1 << 22) / 20_005);
    assertThat(unlimited.result().details().get(0).message())
        .isEqualTo("the series of the request have more than 4194304 labels together");
  }
}

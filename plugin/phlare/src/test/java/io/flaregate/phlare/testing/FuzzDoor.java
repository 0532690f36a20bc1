package io.flaregate.phlare.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.receiver.batch.BatchRequests;
import io.flaregate.spi.component.Capabilities;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.ProfilesConsumer;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.SeriesLabels;
import io.flaregate.spi.testing.TestSettings;
import io.flaregate.transport.admission.Admission;
import io.flaregate.transport.admission.ByteBudget;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.compress.Body;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.receiver.ReceiverMetrics;
import io.flaregate.transport.receiver.ReceiverShared;
import io.flaregate.transport.receiver.RequestLimits;
import io.flaregate.transport.tenant.TenantConfig;
import io.flaregate.transport.tenant.TenantResolver;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A door of the receiver without its server, for fuzzers: bodies go in, what would be handed on is
 * kept. Whatever goes in, the answer is one that such a body may have, and nothing stays booked.
 */
public final class FuzzDoor implements AutoCloseable {
  /** How large a body may be. */
  public static final SizeLimit LIMIT = new SizeLimit(1 << 16, "max_body_size: 65536");

  private static final RequestContext CONTEXT =
      RequestContext.of("team-a", 1_700_000_000_000_000_000L);
  private static final Set<Answer.Kind> ALLOWED =
      EnumSet.of(
          Answer.Kind.OK,
          Answer.Kind.PARTIAL,
          Answer.Kind.INVALID,
          Answer.Kind.UNDECODABLE,
          Answer.Kind.TOO_LARGE,
          Answer.Kind.UNAVAILABLE);

  private final TestSettings settings = new TestSettings("phlare");
  private final ByteBudget budget = new ByteBudget(8 << 20);
  private final BatchRequests requests;
  private @Nullable Profiles taken;

  /** A door that is open. */
  public FuzzDoor() {
    ReceiverMetrics metrics = new ReceiverMetrics("phlare", settings.meter(), budget);
    TenantResolver tenants =
        new TenantResolver(new TenantConfig(false, "X-Scope-OrgID", "anonymous"));
    requests =
        new BatchRequests(
            new Taker(),
            new ReceiverShared(settings.settings(), tenants, budget, metrics, new RequestLimits()));
  }

  /** A way into the receiver. */
  @FunctionalInterface
  public interface Way {
    /** Works on a body. */
    CompletionStage<Answer> handle(
        Body body, long wireBytes, RequestContext context, Admission account);
  }

  /**
   * What became of a body.
   *
   * @param answer what its sender is told
   * @param taken the profiles that were handed on; null: none
   */
  public record Result(Answer answer, @Nullable Profiles taken) {
    /** How many profiles were handed on. */
    public int rows() {
      return taken == null ? 0 : taken.size();
    }

    /** The sum of all values that were handed on; wraps. */
    public long total() {
      long total = 0;
      for (int row = 0; row < rows(); row++) {
        int from = profiles().rows().valueStart(row);
        int count = profiles().rows().sampleCount(row) * profiles().rows().typeCount(row);
        for (int at = from; at < from + count; at++) {
          total += profiles().samples().value(at);
        }
      }
      return total;
    }

    /** The labels of each profile that was handed on. */
    public List<Map<String, String>> labels() {
      List<Map<String, String>> all = new ArrayList<>();
      for (int row = 0; row < rows(); row++) {
        SeriesLabels labels = profiles().labels();
        Map<String, String> one = new TreeMap<>();
        for (int at = labels.start(row); at < labels.end(row); at++) {
          String value = labels.strings().get(labels.value(at));
          one.merge(labels.strings().get(labels.name(at)), value, (a, b) -> a + '\0' + b);
        }
        all.add(one);
      }
      return all;
    }

    private Profiles profiles() {
      if (taken == null) {
        throw new IllegalStateException("nothing was handed on");
      }
      return taken;
    }
  }

  /** What hands batches on. */
  public BatchRequests requests() {
    return requests;
  }

  /** Sends a body, which is not changed. */
  public Result send(Way way, byte[] bytes) {
    byte[] before = bytes.clone();
    taken = null;
    Answer answer;
    try (Admission account = budget.open()) {
      answer =
          way.handle(new Body(bytes, bytes.length), bytes.length, CONTEXT, account)
              .toCompletableFuture()
              .join();
    } catch (AnswerException e) {
      answer = e.answer();
    }
    assertThat(budget.reservedBytes()).isZero();
    assertThat(bytes).isEqualTo(before);
    assertThat(answer.kind()).as(answer.message()).isIn(ALLOWED);
    boolean silent = answer.kind() == Answer.Kind.OK;
    assertThat(answer.message().isEmpty()).as(answer.message()).isEqualTo(silent);
    return new Result(answer, taken);
  }

  private final class Taker implements ProfilesConsumer {
    @Override
    public Capabilities capabilities() {
      return Capabilities.NONE;
    }

    @Override
    public CompletionStage<ConsumeResult> consume(Profiles profiles, RequestContext context) {
      taken = profiles;
      return CompletableFuture.completedStage(ConsumeResult.stored(profiles.size()));
    }
  }

  @Override
  public void close() {
    settings.close();
  }
}

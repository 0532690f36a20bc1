package io.flaregate.spi.testing;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.component.Capabilities;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.ProfilesConsumer;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.profiles.Profiles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The end of a pipeline: keeps what it was given and answers what it was told, "all stored" until
 * then. Thread-safe.
 */
public final class ProfilesSink implements ProfilesConsumer {
  private final Capabilities capabilities;
  private final List<Request> requests = new ArrayList<>();
  private Function<Profiles, CompletionStage<ConsumeResult>> answer =
      profiles -> CompletableFuture.completedStage(ConsumeResult.stored(profiles.size()));

  /** A sink that takes anything. */
  public ProfilesSink() {
    this(Capabilities.NONE);
  }

  /** A sink that says this of itself. */
  public ProfilesSink(Capabilities capabilities) {
    this.capabilities = requireNonNull(capabilities, "capabilities is null");
  }

  /**
   * What one call brought.
   *
   * @param profiles the profiles
   * @param context their context
   */
  public record Request(Profiles profiles, RequestContext context) {}

  /** From now on answers every request so. */
  public ProfilesSink answer(ConsumeResult result) {
    return answerWith(profiles -> CompletableFuture.completedStage(result));
  }

  /** From now on answers every request with this stage, which the test completes when it likes. */
  public ProfilesSink answer(CompletionStage<ConsumeResult> stage) {
    return answerWith(profiles -> stage);
  }

  /** From now on fails every request: the stage completes exceptionally. */
  public ProfilesSink failWith(Throwable failure) {
    return answerWith(profiles -> CompletableFuture.failedStage(failure));
  }

  /** From now on answers every request as the function says; it may throw. */
  public synchronized ProfilesSink answerWith(
      Function<Profiles, CompletionStage<ConsumeResult>> function) {
    answer = requireNonNull(function, "function is null");
    return this;
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public CompletionStage<ConsumeResult> consume(Profiles profiles, RequestContext context) {
    Function<Profiles, CompletionStage<ConsumeResult>> now;
    synchronized (this) {
      requests.add(new Request(profiles, context));
      now = answer;
    }
    return now.apply(profiles);
  }

  /** All requests so far. */
  public synchronized List<Request> requests() {
    return List.copyOf(requests);
  }

  /** The profiles of all requests so far. */
  public List<Profiles> received() {
    return requests().stream().map(Request::profiles).toList();
  }

  /** The only request so far. */
  public Request onlyRequest() {
    List<Request> all = requests();
    if (all.size() != 1) {
      throw new AssertionError("expected one request, there were " + all.size());
    }
    return all.get(0);
  }

  /** Waits until there were so many requests. */
  public void awaitRequests(int count) {
    Await.until(count + " requests have come", () -> requests().size() >= count);
  }
}

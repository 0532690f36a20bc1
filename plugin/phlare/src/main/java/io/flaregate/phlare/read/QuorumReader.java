package io.flaregate.phlare.read;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.read.IngesterReader.Decoder;
import io.flaregate.profiles.pprof.MalformedPprofException;
import io.flaregate.profiles.pprof.PprofSum;
import io.flaregate.ring.Instance;
import io.flaregate.ring.Utf8Order;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Asks all ingesters of a ring, as one tenant, and puts their answers together. A read is answered
 * if enough of them answer that every acknowledged write is seen, see {@link ReadQuorum}; what only
 * some replicas have is in the answer too. Calls block. Thread-safe.
 */
public final class QuorumReader implements AutoCloseable {
  private static final int CALLBACK_THREADS = 2;

  private final ReadTarget target;
  private final String tenant;
  private final ReadLimits limits;
  private final ExecutorService callbacks =
      Executors.newFixedThreadPool(
          CALLBACK_THREADS,
          task -> {
            Thread thread = new Thread(task, "read");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<String, IngesterReader> readers = new HashMap<>();

  /**
   * A reader; it dials when it is first asked.
   *
   * @param tenant who asks
   */
  public QuorumReader(ReadTarget target, String tenant, ReadLimits limits) {
    this.target = requireNonNull(target, "target is null");
    this.tenant = requireNonNull(tenant, "tenant is null");
    this.limits = requireNonNull(limits, "limits is null");
  }

  /**
   * The types of profiles in a time range.
   *
   * @throws ReadException if too few ingesters answer
   */
  public ReadResult<SortedSet<ProfileType>> profileTypes(TimeRange range)
      throws ReadException, InterruptedException {
    return all(
        "ProfileTypes",
        ReadRequests.profileTypes(range),
        ReadResponses::profileTypes,
        new TreeSet<>());
  }

  /**
   * The series that have profiles in a time range.
   *
   * @param selector which series, such as {@code {service_name="shop"}}; {@code {}} for all
   * @throws ReadException if too few ingesters answer
   */
  public ReadResult<SortedSet<SeriesName>> series(String selector, TimeRange range)
      throws ReadException, InterruptedException {
    return all(
        "Series", ReadRequests.series(selector, range), ReadResponses::series, new TreeSet<>());
  }

  /**
   * The names of labels in a time range.
   *
   * @param selector of which series
   * @throws ReadException if too few ingesters answer
   */
  public ReadResult<SortedSet<String>> labelNames(String selector, TimeRange range)
      throws ReadException, InterruptedException {
    return all(
        "LabelNames",
        ReadRequests.labelNames(selector, range),
        ReadResponses::names,
        new TreeSet<>(Utf8Order.COMPARATOR));
  }

  /**
   * The values of a label in a time range.
   *
   * @param selector of which series
   * @throws ReadException if too few ingesters answer
   */
  public ReadResult<SortedSet<String>> labelValues(String name, String selector, TimeRange range)
      throws ReadException, InterruptedException {
    return all(
        "LabelValues",
        ReadRequests.labelValues(name, selector, range),
        ReadResponses::names,
        new TreeSet<>(Utf8Order.COMPARATOR));
  }

  private <T> ReadResult<SortedSet<T>> all(
      String method, byte[] request, Decoder<? extends Collection<T>> decoder, SortedSet<T> found)
      throws ReadException, InterruptedException {
    Round round = round();
    ByteAllowance allowance = new ByteAllowance(limits.maxBytes());
    List<Instance> members = round.asked();
    while (!members.isEmpty()) {
      Map<Instance, CompletableFuture<? extends Collection<T>>> answers = new LinkedHashMap<>();
      for (Instance member : members) {
        answers.put(member, ask(member, reader -> reader.ask(method, request, decoder, allowance)));
      }
      for (Map.Entry<Instance, CompletableFuture<? extends Collection<T>>> each :
          answers.entrySet()) {
        try {
          found.addAll(await(each.getValue()));
        } catch (IngesterException e) {
          round.failed(each.getKey(), String.valueOf(e.getMessage()));
        }
      }
      members = round.others();
    }
    return round.result(found);
  }

  /**
   * The sum of the profiles that a selector selects, each series and millisecond once.
   *
   * @param selector of which series
   * @throws ReadException if too few ingesters answer
   */
  public ReadResult<MergedProfile> profile(String selector, ProfileType type, TimeRange range)
      throws ReadException, InterruptedException {
    Round round = round();
    byte[] request = ReadRequests.merge(selector, type, range);
    while (true) {
      Picks picks = new Picks(limits.maxProfiles());
      PprofSum sum = new PprofSum();
      boolean whole = merge(round, request, picks, sum);
      boolean more = !round.others().isEmpty();
      round.check();
      if (whole && !more) {
        return round.result(new MergedProfile(sum, picks.profiles(), picks.series()));
      }
      // What was picked from one that failed may be had from another, so all are asked once more
      // without it: at most as often as there are members.
    }
  }

  /** Returns whether everything that was picked is in the sum. */
  private boolean merge(Round round, byte[] request, Picks picks, PprofSum sum)
      throws ReadException, InterruptedException {
    ByteAllowance allowance = new ByteAllowance(limits.maxBytes());
    Map<Instance, CompletableFuture<byte[]>> answers = new LinkedHashMap<>();
    for (Instance member : round.asked()) {
      if (!round.hasFailed(member)) {
        answers.put(member, ask(member, reader -> reader.merge(request, picks, allowance)));
      }
    }
    boolean whole = true;
    for (Map.Entry<Instance, CompletableFuture<byte[]>> each : answers.entrySet()) {
      try {
        byte[] pprof = await(each.getValue());
        if (picks.of(each.getKey().id()) > 0) {
          sum.add(pprof);
        }
      } catch (IngesterException e) {
        round.failed(each.getKey(), String.valueOf(e.getMessage()));
        whole &= picks.of(each.getKey().id()) == 0;
      } catch (MalformedPprofException e) {
        round.failed(each.getKey(), "gave a pprof that is not right: " + e.getMessage());
        whole = false;
      }
    }
    return whole;
  }

  private Round round() {
    return new Round(target.view(), tenant, target.shardSize());
  }

  private interface Question<T> {
    CompletableFuture<T> ask(IngesterReader reader);
  }

  private <T> CompletableFuture<T> ask(Instance member, Question<T> question) {
    try {
      return question.ask(reader(member));
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(
          new IngesterException("cannot be reached: " + e.getMessage()));
    }
  }

  private synchronized IngesterReader reader(Instance member) {
    return readers.computeIfAbsent(
        member.id(), any -> new IngesterReader(member, tenant, target, limits, callbacks));
  }

  private static <T> T await(CompletableFuture<T> answer)
      throws IngesterException, ReadException, InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IngesterException told) {
        throw told;
      }
      if (e.getCause() instanceof ReadException told) {
        throw told;
      }
      throw new IllegalStateException("an answer failed unexpectedly", e);
    }
  }

  /** Breaks off what is under way. */
  @Override
  public synchronized void close() {
    readers.values().forEach(IngesterReader::close);
    // Channels end on these threads.
    readers.values().forEach(IngesterReader::awaitEnd);
    readers.clear();
    callbacks.shutdown();
  }
}

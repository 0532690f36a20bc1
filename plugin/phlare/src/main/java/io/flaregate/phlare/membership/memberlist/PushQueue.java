package io.flaregate.phlare.membership.memberlist;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Own entries that wait for the next round. Thread-safe. */
final class PushQueue {
  private final Map<Id, Entry> waiting = new LinkedHashMap<>();

  private record Id(String key, String instance) {}

  private static final class Entry {
    private byte[] pair = {};
    private final List<CompletableFuture<Void>> waiters = new ArrayList<>();
  }

  /**
   * What goes out in one round.
   *
   * @param pairs the entries, as {@link KeyValue#write} gives them
   * @param waiters who wants to know how it went
   */
  record Batch(List<byte[]> pairs, List<CompletableFuture<Void>> waiters) {
    void done() {
      waiters.forEach(waiter -> waiter.complete(null));
    }

    void failed(Exception failure) {
      waiters.forEach(waiter -> waiter.completeExceptionally(failure));
    }
  }

  /** Adds an entry; one of the same ring and id that waits is replaced, and settled with this. */
  synchronized CompletableFuture<Void> add(String key, String instance, byte[] pair) {
    Entry entry = waiting.computeIfAbsent(new Id(key, instance), id -> new Entry());
    CompletableFuture<Void> waiter = new CompletableFuture<>();
    entry.pair = pair;
    entry.waiters.add(waiter);
    return waiter;
  }

  /** Takes out everything that waits. */
  synchronized Batch take() {
    List<byte[]> pairs = waiting.values().stream().map(entry -> entry.pair).toList();
    List<CompletableFuture<Void>> waiters =
        waiting.values().stream().flatMap(entry -> entry.waiters.stream()).toList();
    waiting.clear();
    return new Batch(pairs, waiters);
  }
}

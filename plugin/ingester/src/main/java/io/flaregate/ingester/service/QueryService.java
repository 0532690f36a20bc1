package io.flaregate.ingester.service;

import io.flaregate.ingester.merge.ProfileMerger;
import io.flaregate.ingester.model.Label;
import io.flaregate.ingester.model.LabelSet;
import io.flaregate.ingester.model.ProfileType;
import io.flaregate.ingester.model.TimeRange;
import io.flaregate.ingester.proto.pprof.Profile;
import io.flaregate.ingester.selector.Selector;
import io.flaregate.ingester.service.Selection.Selected;
import io.flaregate.ingester.store.Entry;
import io.flaregate.ingester.store.ProfileReader;
import io.flaregate.ingester.store.ProfileStore;
import io.flaregate.ingester.store.Stream;
import io.flaregate.ingester.store.Totals;
import io.flaregate.transport.admission.ByteAccount;
import io.flaregate.transport.compress.Body;
import io.flaregate.transport.compress.BodyReader;
import io.flaregate.transport.compress.ContentEncoding;
import io.flaregate.transport.compress.SizeLimit;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** Answers readers. Every method reads one snapshot of the store and may block. */
public final class QueryService {
  private final ProfileStore store;
  private final ServiceLimits limits;
  private final SizeLimit stored = new SizeLimit(SizeLimit.MAX_BYTES, "stored pprof");

  public QueryService(ProfileStore store, ServiceLimits limits) {
    this.store = store;
    this.limits = limits;
  }

  /** The tenants that have profiles, by name. */
  public List<String> tenants() {
    return store.read(ProfileReader::tenants);
  }

  /** From the first to the last millisecond of a tenant's profiles; empty if it has none. */
  public Optional<TimeRange> bounds(String tenant) {
    return store.read(reader -> reader.bounds(tenant));
  }

  /** What the store holds, over all tenants. */
  public Totals totals() {
    return store.totals();
  }

  /** The types of profiles that a tenant has in a time range, by id. */
  public List<ProfileType> profileTypes(String tenant, List<Selector> anyOf, TimeRange range) {
    return store.read(reader -> reader.streams(tenant, anyOf, range)).stream()
        .map(Stream::type)
        .distinct()
        .sorted(Comparator.comparing(ProfileType::id))
        .toList();
  }

  /**
   * The labels of a tenant's series, each combination once.
   *
   * @param names the labels to tell of; none: all
   */
  public List<LabelSet> series(
      String tenant, List<Selector> anyOf, List<String> names, TimeRange range) {
    return store.read(reader -> reader.streams(tenant, anyOf, range)).stream()
        .map(Stream::readerLabels)
        .map(labels -> names.isEmpty() ? labels : labels.only(names))
        .filter(labels -> !labels.labels().isEmpty())
        .distinct()
        .sorted(Comparator.comparing(LabelSet::toString))
        .toList();
  }

  /** The names of labels that a tenant's series have, sorted. */
  public NavigableSet<String> labelNames(String tenant, List<Selector> anyOf, TimeRange range) {
    NavigableSet<String> names = new TreeSet<>();
    for (Stream stream : store.read(reader -> reader.streams(tenant, anyOf, range))) {
      stream.readerLabels().labels().stream().map(Label::name).forEach(names::add);
    }
    return names;
  }

  /** The values that a label has in a tenant's series, sorted. */
  public NavigableSet<String> labelValues(
      String tenant, String name, List<Selector> anyOf, TimeRange range) {
    NavigableSet<String> values = new TreeSet<>();
    for (Stream stream : store.read(reader -> reader.streams(tenant, anyOf, range))) {
      String value = stream.readerLabels().value(name);
      if (!value.isEmpty()) {
        values.add(value);
      }
    }
    return values;
  }

  /**
   * The profiles of a type that a selector selects.
   *
   * @throws ServiceException if they are too many
   */
  public Selection select(String tenant, Selector selector, ProfileType type, TimeRange range) {
    return store.read(
        reader -> {
          List<Stream> streams = new ArrayList<>();
          List<Selected> selected = new ArrayList<>();
          for (Stream stream : reader.streams(tenant, List.of(selector), range)) {
            if (!stream.type().equals(type)) {
              continue;
            }
            int room = ProfileReader.MAX_ENTRIES - selected.size();
            List<Entry> entries = reader.entries(stream, range, room + 1);
            if (entries.size() > room) {
              throw new ServiceException(
                  Status.Code.RESOURCE_EXHAUSTED,
                  "more than "
                      + ProfileReader.MAX_ENTRIES
                      + " profiles are selected; narrow the time range or the selector");
            }
            int index = streams.size();
            streams.add(stream);
            entries.forEach(entry -> selected.add(new Selected(index, entry)));
          }
          selected.sort(
              Comparator.comparingLong((Selected s) -> s.entry().timeMillis())
                  .thenComparingInt(Selected::stream));
          return new Selection(type, streams, selected);
        });
  }

  /**
   * Adds up profiles.
   *
   * @throws io.flaregate.ingester.merge.MergeLimitException if the sum would be too large
   */
  public ProfileMerger merge(List<Entry> entries) {
    ProfileMerger merger = new ProfileMerger(limits.maxMergeBytes());
    for (Entry entry : entries) {
      // One question each: a long merge must not hold a snapshot, which keeps the log from
      // being folded into the file.
      Optional<byte[]> pprof = store.read(reader -> reader.pprof(entry.profile()));
      if (pprof.isPresent()) {
        merger.add(parse(pprof.get()), entry.position());
      }
    }
    return merger;
  }

  private Profile parse(byte[] gzip) {
    try {
      Body plain =
          BodyReader.decode(
              ContentEncoding.GZIP,
              new ByteArrayInputStream(gzip),
              gzip.length,
              stored,
              ByteAccount.UNLIMITED);
      return Profile.parseFrom(ByteBuffer.wrap(plain.array(), 0, plain.length()));
    } catch (IOException e) {
      throw new ServiceException(
          Status.Code.INTERNAL, "a stored pprof cannot be read: " + e.getMessage(), e);
    }
  }
}

package io.flaregate.ingester.store;

import io.flaregate.ingester.model.LabelSet;
import io.flaregate.ingester.model.ProfileType;
import io.flaregate.ingester.model.TimeRange;
import io.flaregate.ingester.selector.Selector;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers questions within one snapshot of the store. Used by one thread. */
public final class ProfileReader {
  /** Most profiles that one question may be about; bounds the memory of the answer. */
  public static final int MAX_ENTRIES = 1_000_000;

  private final Connection connection;

  ProfileReader(Connection connection) {
    this.connection = connection;
  }

  /** The tenants that have profiles, by name. */
  public List<String> tenants() throws SQLException {
    List<String> names = new ArrayList<>();
    try (PreparedStatement query =
            connection.prepareStatement(
                "SELECT name FROM tenant WHERE EXISTS"
                    + " (SELECT 1 FROM stream WHERE stream.tenant = tenant.id) ORDER BY name");
        ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  /**
   * The streams of a tenant that have a profile in the time range and that one of the selectors
   * selects.
   *
   * @param anyOf the selectors; none selects every stream
   */
  public List<Stream> streams(String tenant, List<Selector> anyOf, TimeRange range)
      throws SQLException {
    List<Stream> streams = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT s.id, s.labels, t.sample_type, t.sample_unit, t.period_type, t.period_unit"
                + " FROM stream s JOIN type t ON t.id = s.type"
                + " WHERE s.tenant = (SELECT id FROM tenant WHERE name = ?) AND EXISTS"
                + " (SELECT 1 FROM value v WHERE v.stream = s.id AND v.time_millis BETWEEN ? AND ?)"
                + " ORDER BY s.id")) {
      query.setString(1, tenant);
      query.setLong(2, range.startMillis());
      query.setLong(3, range.endMillis());
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          Stream stream = stream(rows);
          if (selected(stream, anyOf)) {
            streams.add(stream);
          }
        }
      }
    }
    return streams;
  }

  private static boolean selected(Stream stream, List<Selector> anyOf) {
    if (anyOf.isEmpty()) {
      return true;
    }
    LabelSet labels = stream.readerLabels();
    return anyOf.stream().anyMatch(selector -> selector.matches(labels));
  }

  private static Stream stream(ResultSet row) throws SQLException {
    LabelSet labels = LabelSet.fromBytes(row.getBytes(2));
    ProfileType type =
        new ProfileType(
            labels.value(LabelSet.NAME),
            row.getString(3),
            row.getString(4),
            row.getString(5),
            row.getString(6));
    return new Stream(row.getLong(1), labels, type);
  }

  /**
   * The profiles of a stream as readers see them, by time: one for each millisecond, the first that
   * arrived.
   *
   * @param limit most profiles to tell of
   */
  public List<Entry> entries(Stream stream, TimeRange range, int limit) throws SQLException {
    List<Entry> entries = new ArrayList<>();
    // SQLite takes `position` from the row that holds the minimum.
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT time_millis, min(profile), position FROM value"
                + " WHERE stream = ? AND time_millis BETWEEN ? AND ?"
                + " GROUP BY time_millis ORDER BY time_millis LIMIT ?")) {
      query.setLong(1, stream.id());
      query.setLong(2, range.startMillis());
      query.setLong(3, range.endMillis());
      query.setInt(4, limit);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          entries.add(new Entry(rows.getLong(1), rows.getLong(2), rows.getInt(3)));
        }
      }
    }
    return entries;
  }

  /** From the first to the last millisecond of a tenant's profiles; empty if it has none. */
  public Optional<TimeRange> bounds(String tenant) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT min((SELECT min(v.time_millis) FROM value v WHERE v.stream = s.id)),"
                + " max((SELECT max(v.time_millis) FROM value v WHERE v.stream = s.id))"
                + " FROM stream s WHERE s.tenant = (SELECT id FROM tenant WHERE name = ?)")) {
      query.setString(1, tenant);
      try (ResultSet rows = query.executeQuery()) {
        if (!rows.next()) {
          return Optional.empty();
        }
        long first = rows.getLong(1);
        return rows.wasNull()
            ? Optional.empty()
            : Optional.of(new TimeRange(first, rows.getLong(2)));
      }
    }
  }

  /** A profile's pprof, gzip; empty if retention has deleted it meanwhile. */
  public Optional<byte[]> pprof(long profile) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT pprof FROM profile WHERE id = ?")) {
      query.setLong(1, profile);
      try (ResultSet rows = query.executeQuery()) {
        return rows.next() ? Optional.of(rows.getBytes(1)) : Optional.empty();
      }
    }
  }
}

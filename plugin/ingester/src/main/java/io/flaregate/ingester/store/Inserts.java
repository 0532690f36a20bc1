package io.flaregate.ingester.store;

import io.flaregate.ingester.model.ProfileType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes profiles within the transaction of its one connection. Used by one thread. */
final class Inserts implements AutoCloseable {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final int MAX_COUNTED_TENANTS = 10_000;

  private final Connection connection;
  private final long maxSeriesPerTenant;
  private final Ids tenants;
  private final Ids series;
  private final Ids types;
  private final Ids streams;
  private final PreparedStatement countSeries;
  private final PreparedStatement insertProfile;
  private final PreparedStatement insertValue;
  private final Map<Long, Long> seriesOfTenant = new HashMap<>();
  private Totals added = Totals.NONE;

  Inserts(Connection connection, long maxSeriesPerTenant) throws SQLException {
    this.connection = connection;
    this.maxSeriesPerTenant = maxSeriesPerTenant;
    this.tenants = new Ids(connection, "tenant", List.of("name"));
    this.series = new Ids(connection, "series", List.of("tenant", "labels"));
    this.types =
        new Ids(
            connection,
            "type",
            List.of("sample_type", "sample_unit", "period_type", "period_unit"));
    this.streams = new Ids(connection, "stream", List.of("tenant", "labels", "type"));
    this.countSeries = connection.prepareStatement("SELECT count(*) FROM series WHERE tenant = ?");
    this.insertProfile =
        connection.prepareStatement(
            "INSERT INTO profile (series, sample_id, time_nanos, received_millis, plain_bytes,"
                + " stored_bytes, pprof) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id");
    this.insertValue =
        connection.prepareStatement(
            "INSERT INTO value (stream, time_millis, profile, position) VALUES (?, ?, ?, ?)");
  }

  /** Writes profiles up to the first that would be one series too many. */
  Appended append(String tenant, List<NewProfile> profiles, long nowMillis) throws SQLException {
    if (profiles.isEmpty()) {
      return new Appended(0, "");
    }
    long tenantId = tenants.findOrInsert(tenant);
    for (int i = 0; i < profiles.size(); i++) {
      NewProfile profile = profiles.get(i);
      byte[] labels = profile.labels().toBytes();
      long seriesId = series.find(tenantId, labels);
      if (seriesId == Ids.NONE) {
        long count = countSeries(tenantId);
        if (maxSeriesPerTenant > 0 && count >= maxSeriesPerTenant) {
          return new Appended(i, tooManySeries(tenant, count, profile));
        }
        seriesId = series.insert(tenantId, labels);
        seriesOfTenant.put(tenantId, count + 1);
        added = added.plus(0, 0, 1);
      }
      insert(tenantId, seriesId, profile, nowMillis);
    }
    return new Appended(profiles.size(), "");
  }

  private String tooManySeries(String tenant, long count, NewProfile profile) {
    return "tenant "
        + tenant
        + " has "
        + count
        + " series (limits::max_series_per_tenant: "
        + maxSeriesPerTenant
        + "); refused: "
        + profile.labels();
  }

  private long countSeries(long tenantId) throws SQLException {
    Long known = seriesOfTenant.get(tenantId);
    if (known != null) {
      return known;
    }
    if (seriesOfTenant.size() >= MAX_COUNTED_TENANTS) {
      seriesOfTenant.clear();
    }
    countSeries.setLong(1, tenantId);
    try (ResultSet rows = countSeries.executeQuery()) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  private void insert(long tenantId, long seriesId, NewProfile profile, long nowMillis)
      throws SQLException {
    insertProfile.setLong(1, seriesId);
    insertProfile.setString(2, profile.sampleId());
    insertProfile.setLong(3, profile.timeNanos());
    insertProfile.setLong(4, nowMillis);
    insertProfile.setLong(5, profile.plainBytes());
    insertProfile.setLong(6, profile.pprof().size());
    insertProfile.setBytes(7, profile.pprof().toByteArray());
    long profileId = Ids.firstOf(insertProfile);
    long timeMillis = Math.floorDiv(profile.timeNanos(), NANOS_PER_MILLI);
    byte[] readLabels = profile.labels().read().toBytes();
    List<ProfileType> profileTypes = profile.types();
    for (int position = 0; position < profileTypes.size(); position++) {
      ProfileType type = profileTypes.get(position);
      long typeId =
          types.findOrInsert(
              type.sampleType(), type.sampleUnit(), type.periodType(), type.periodUnit());
      insertValue.setLong(1, streams.findOrInsert(tenantId, readLabels, typeId));
      insertValue.setLong(2, timeMillis);
      insertValue.setLong(3, profileId);
      insertValue.setInt(4, position);
      insertValue.executeUpdate();
    }
    added = added.plus(1, profile.pprof().size(), 0);
  }

  /** What has been added since the last call; forgotten by {@link #forget}. */
  Totals takeAdded() {
    Totals result = added;
    added = Totals.NONE;
    return result;
  }

  /** Forgets what was remembered of rows that a rollback or a deletion has taken away. */
  void forget() {
    seriesOfTenant.clear();
    added = Totals.NONE;
  }

  @Override
  public void close() throws SQLException {
    // Closes the statements, too.
    connection.close();
  }
}

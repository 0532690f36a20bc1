package io.flaregate.ingester.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Deletes what is too old or too much, oldest arrival first. Used by one thread. */
final class Retention {
  private static final int CHUNK = 256;

  private final Connection connection;
  private final StoreOptions options;

  Retention(Connection connection, StoreOptions options) {
    this.connection = connection;
    this.options = options;
  }

  /** Whether there is anything to do at all. */
  boolean limited() {
    return options.maxBytes() > 0 || !options.maxAge().isZero();
  }

  /**
   * Deletes at most a chunk of profiles, and the series that have none left, and commits.
   *
   * @return what is gone, as negative numbers; {@link Totals#NONE} if nothing was due
   */
  Totals deleteSome(Totals held, long nowMillis) throws SQLException {
    List<Long> due = new ArrayList<>();
    long bytes = 0;
    try (PreparedStatement oldest =
        connection.prepareStatement(
            "SELECT id, received_millis, stored_bytes FROM profile ORDER BY id LIMIT ?")) {
      oldest.setInt(1, CHUNK);
      try (ResultSet rows = oldest.executeQuery()) {
        while (rows.next() && isDue(rows.getLong(2), held.bytes() - bytes, nowMillis)) {
          due.add(rows.getLong(1));
          bytes += rows.getLong(3);
        }
      }
    }
    if (due.isEmpty()) {
      connection.rollback();
      return Totals.NONE;
    }
    int series = delete(due);
    connection.commit();
    return new Totals(-due.size(), -bytes, -series);
  }

  private boolean isDue(long receivedMillis, long heldBytes, long nowMillis) {
    boolean tooMuch = options.maxBytes() > 0 && heldBytes > options.maxBytes();
    boolean tooOld =
        !options.maxAge().isZero() && receivedMillis < nowMillis - options.maxAge().toMillis();
    return tooMuch || tooOld;
  }

  private int delete(List<Long> profiles) throws SQLException {
    deleteEach("DELETE FROM value WHERE profile = ?", profiles);
    deleteEach("DELETE FROM profile WHERE id = ?", profiles);
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "DELETE FROM stream WHERE NOT EXISTS"
              + " (SELECT 1 FROM value WHERE value.stream = stream.id)");
      return statement.executeUpdate(
          "DELETE FROM series WHERE NOT EXISTS"
              + " (SELECT 1 FROM profile WHERE profile.series = series.id)");
    }
  }

  private void deleteEach(String sql, List<Long> ids) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (long id : ids) {
        statement.setLong(1, id);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }
}

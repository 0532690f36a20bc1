package io.flaregate.ingester.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * The database file and its tables.
 *
 * <p>{@code series} holds labels as they were pushed. {@code stream} is what readers tell apart:
 * the labels without those that say how a profile came about, plus the sample and period type. A
 * {@code profile} is a pprof; each of its values (one for each sample type) stands in {@code value}
 * under its stream and millisecond. Profile ids rise in order of arrival.
 */
final class Database {
  /** Says "FLAR" in the file's header, so that no other SQLite file is taken for a store. */
  private static final int APPLICATION_ID = 0x464c4152;

  private static final int VERSION = 1;
  private static final int BUSY_MILLIS = 10_000;

  private static final List<String> TABLES =
      List.of(
          "CREATE TABLE tenant (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
          "CREATE TABLE series (id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL,"
              + " labels BLOB NOT NULL, UNIQUE (tenant, labels))",
          "CREATE TABLE type (id INTEGER PRIMARY KEY, sample_type TEXT NOT NULL,"
              + " sample_unit TEXT NOT NULL, period_type TEXT NOT NULL, period_unit TEXT NOT NULL,"
              + " UNIQUE (sample_type, sample_unit, period_type, period_unit))",
          "CREATE TABLE stream (id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL,"
              + " labels BLOB NOT NULL, type INTEGER NOT NULL, UNIQUE (tenant, labels, type))",
          "CREATE TABLE profile (id INTEGER PRIMARY KEY AUTOINCREMENT, series INTEGER NOT NULL,"
              + " sample_id TEXT NOT NULL, time_nanos INTEGER NOT NULL,"
              + " received_millis INTEGER NOT NULL, plain_bytes INTEGER NOT NULL,"
              + " stored_bytes INTEGER NOT NULL, pprof BLOB NOT NULL)",
          "CREATE INDEX profile_series ON profile (series)",
          "CREATE TABLE value (stream INTEGER NOT NULL, time_millis INTEGER NOT NULL,"
              + " profile INTEGER NOT NULL, position INTEGER NOT NULL,"
              + " PRIMARY KEY (stream, time_millis, profile)) WITHOUT ROWID",
          "CREATE INDEX value_profile ON value (profile)");

  private final Path file;

  Database(Path directory) {
    this.file = directory.resolve("profiles.sqlite");
  }

  /**
   * Opens the connection that writes; the tables are made in a new file. A commit returns when the
   * log that holds it has been flushed to the disk.
   *
   * @throws StoreException if the file is no store, or of another version
   */
  Connection openForWriting() {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.setBusyTimeout(BUSY_MILLIS);
    try {
      Connection connection = config.createConnection("jdbc:sqlite:" + file);
      try {
        connection.setAutoCommit(false);
        prepare(connection);
        return connection;
      } catch (SQLException | StoreException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new StoreException("store " + file + " cannot be opened: " + e.getMessage(), e);
    }
  }

  /** Opens a connection that only reads. */
  Connection openForReading() throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(BUSY_MILLIS);
    Connection connection = config.createConnection("jdbc:sqlite:" + file);
    connection.setAutoCommit(false);
    return connection;
  }

  private void prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      long application = number(statement, "PRAGMA application_id");
      long version = number(statement, "PRAGMA user_version");
      if (application == APPLICATION_ID && version == VERSION) {
        connection.rollback();
        return;
      }
      boolean empty = number(statement, "SELECT count(*) FROM sqlite_master") == 0;
      if (application == APPLICATION_ID) {
        throw new StoreException(
            "store " + file + " has schema version " + version + "; this version reads " + VERSION);
      }
      if (!empty || application != 0) {
        throw new StoreException("file " + file + " is a SQLite database of something else");
      }
      for (String table : TABLES) {
        statement.executeUpdate(table);
      }
      statement.executeUpdate("PRAGMA application_id = " + APPLICATION_ID);
      statement.executeUpdate("PRAGMA user_version = " + VERSION);
      connection.commit();
    }
  }

  static long number(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }
}

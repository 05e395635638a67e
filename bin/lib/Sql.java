import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;

/** Runs SQL against the embedded PostgreSQL of a portal that runs: java -cp DRIVER Sql.java DATA-DIRECTORY SQL. Prints what it gives, tabs between. */
class Sql {
    public static void main(String[] arguments) throws Exception {
        Path postgres = Path.of(arguments[0], "postgres");
        String port = Files.readAllLines(postgres.resolve("data/postmaster.pid")).get(3).strip();
        String password = Files.readString(postgres.resolve("superuser-password")).strip();
        try (var connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + port + "/podkeeper", "postgres", password);
                var statement = connection.createStatement()) {
            for (boolean rows = statement.execute(arguments[1]); ; rows = statement.getMoreResults()) {
                if (!rows && statement.getUpdateCount() < 0) {
                    return;
                }
                if (rows) {
                    var result = statement.getResultSet();
                    int columns = result.getMetaData().getColumnCount();
                    while (result.next()) {
                        for (int i = 1; i <= columns; i++) {
                            System.out.print((i > 1 ? "\t" : "") + result.getString(i));
                        }
                        System.out.println();
                    }
                }
            }
        }
    }
}

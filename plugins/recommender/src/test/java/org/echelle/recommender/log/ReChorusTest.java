package org.echelle.recommender.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.echelle.api.EchelleException;
import org.echelle.api.Option;
import org.echelle.recommender.History;
import org.echelle.recommender.HistorySource;
import org.echelle.testkit.OpenedContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReChorusTest {
    @TempDir
    Path dir;

    private final ReChorusKind kind = new ReChorusKind();

    private void write(String name, String text) throws IOException {
        Files.writeString(dir.resolve(name), text);
    }

    private LogOptions options() {
        return LogOptions.of(dir).showing(3, 200, HoldOut.LEAVE_ONE_OUT);
    }

    @Test
    void threeTablesAreOneLogWhoseLastActionIsThatOfTheTest() throws IOException {
        write("train.csv", "user_id\titem_id\ttime\n1\t4\t10\n2\t5\t11\n1\t6\t12\n2\t4\t20\n");
        write("dev.csv", "user_id\titem_id\ttime\tneg_items\n1\t5\t13\t[1, 2, 3]\n2\t6\t21\t[1, 2, 3]\n");
        // equal times: the order of the tables decides
        write("test.csv", "user_id\titem_id\ttime\tneg_items\n2\t1\t21\t[2, 3]\n1\t2\t14\t[1, 3]\n");
        assertTrue(kind.recognises(dir));
        try (OpenedContext context = OpenedContext.withoutEngine()) {
            HistorySource source = (HistorySource) kind.open(options(), context);
            assertEquals(2, source.size());
            History first = source.history(0);
            assertArrayEquals(new int[] {4, 6, 5}, first.items());
            assertEquals(2, first.next().orElseThrow());
            assertEquals(1, first.userRow());
            assertArrayEquals(new int[] {5, 4, 6}, source.history(1).items());
            assertEquals(1, source.history(1).next().orElseThrow());
        }
    }

    @Test
    void aMissingTableAndRowsOfWhatWasNotConsumedAreRefused() throws IOException {
        write("train.csv", "user_id\titem_id\ttime\tlabel\n1\t4\t10\t0\n");
        assertFalse(kind.recognises(dir));
        try (OpenedContext context = OpenedContext.withoutEngine()) {
            assertTrue(assertThrows(EchelleException.class, () -> kind.open(options(), context))
                    .getMessage()
                    .contains("has a column 'label'"));
            write("train.csv", "user_id\titem_id\ttime\n1\t4\t10\n");
            assertTrue(assertThrows(EchelleException.class, () -> kind.open(options(), context))
                    .getMessage()
                    .contains("has no dev.csv"));
        }
    }

    @Test
    void columnsThatAConfigDoesNotNameGoByTheirUsualNames() {
        for (String column : List.of("userColumn", "itemColumn", "timeColumn")) {
            Option option = Arrays.stream(LogOptions.class.getRecordComponents())
                    .filter(c -> c.getName().equals(column))
                    .findFirst()
                    .orElseThrow()
                    .getAnnotation(Option.class);
            assertEquals("", option.fallback(), column);
        }
    }
}

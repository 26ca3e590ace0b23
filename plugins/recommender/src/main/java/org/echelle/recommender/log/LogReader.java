package org.echelle.recommender.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.echelle.recommender.RecommenderException;
import org.echelle.tables.Table;
import org.echelle.torch.JsonFiles;

/** Reads logs in one pass, keeping numbers only. */
final class LogReader {
    private static final ObjectMapper JSON = JsonFiles.mapper();
    private static final Pattern WHITE = Pattern.compile("\\s+");

    private LogReader() {}

    /** Lines of {@code user::item::rating::time}, as MovieLens-1M and -10M have them. */
    static InteractionLog doubleColons(Path file) {
        InteractionLog log = new InteractionLog();
        Lines.each(file, StandardCharsets.ISO_8859_1, (text, number) -> {
            String[] cells = text.split("::", -1);
            if (cells.length < 4) {
                throw broken(file, number, text, "user::item::rating::time");
            }
            log.add(cells[0].strip(), cells[1].strip(), time(cells[3].strip(), file, number));
        });
        return log;
    }

    /** Lines of user, item, rating and time parted by tabs, as MovieLens-100K has them. */
    static InteractionLog tabs(Path file) {
        InteractionLog log = new InteractionLog();
        Lines.each(file, StandardCharsets.ISO_8859_1, (text, number) -> {
            String[] cells = text.split("\t", -1);
            if (cells.length < 4) {
                throw broken(file, number, text, "user, item, rating and time parted by tabs");
            }
            log.add(cells[0].strip(), cells[1].strip(), time(cells[3].strip(), file, number));
        });
        return log;
    }

    /** A table with or without a head: user, item and perhaps time in columns. */
    static InteractionLog table(Path file, LogOptions options) {
        InteractionLog log = new InteractionLog();
        table(file, options, log);
        return log;
    }

    /** As {@link #table(Path, LogOptions)}, to the end of a log that may hold other tables' actions. */
    static void table(Path file, LogOptions options, InteractionLog log) {
        LogColumns[] columns = new LogColumns[1];
        char[] separator = new char[1];
        Lines.each(file, StandardCharsets.UTF_8, (text, number) -> {
            if (columns[0] == null) {
                separator[0] = text.indexOf(' ') > 0
                                && text.indexOf(',') < 0
                                && text.indexOf('\t') < 0
                                && text.indexOf(';') < 0
                        ? ' '
                        : Table.separator(text);
                List<String> head = cells(text, separator[0]);
                boolean named = !(options.userColumn() + options.itemColumn() + options.timeColumn()).isEmpty();
                if (named || LogColumns.looksLikeHead(head)) {
                    columns[0] = LogColumns.of(head, options, file);
                    return;
                }
                columns[0] = new LogColumns(0, 1, head.size() > 2 ? head.size() - 1 : -1);
            }
            List<String> cells = cells(text, separator[0]);
            LogColumns c = columns[0];
            if (cells.size() <= c.last()) {
                throw broken(file, number, text, (c.last() + 1) + " cells");
            }
            if (c.time() < 0) {
                log.add(cells.get(c.user()), cells.get(c.item()));
            } else {
                log.add(cells.get(c.user()), cells.get(c.item()), time(cells.get(c.time()), file, number));
            }
        });
    }

    private static List<String> cells(String text, char separator) {
        return separator == ' ' ? List.of(WHITE.split(text.strip())) : Table.cells(text, separator);
    }

    /** An object a line, as Amazon's reviews have them; times in milliseconds become seconds. */
    static InteractionLog json(Path file, LogOptions options) {
        InteractionLog log = new InteractionLog();
        Lines.each(file, StandardCharsets.UTF_8, (text, number) -> {
            JsonNode node;
            try {
                node = JSON.readTree(text);
            } catch (JsonProcessingException e) {
                String advice = text.startsWith("{'")
                        ? "; it is a Python literal with single quotes (the files of 2014): convert it to JSON first"
                        : "";
                throw new RecommenderException("Line " + number + " of " + file + " is no JSON" + advice + ".", e);
            }
            String user = field(node, options.userColumn(), "user_id", "reviewerID");
            String item = field(node, options.itemColumn(), "parent_asin", "asin", "item_id");
            String when = field(node, options.timeColumn(), "timestamp", "unixReviewTime", "time");
            if (user.isEmpty() || item.isEmpty()) {
                throw new RecommenderException("Line " + number + " of " + file + " names no "
                        + (user.isEmpty() ? "user (user_id, reviewerID)" : "item (parent_asin, asin)")
                        + "; name the field with samples." + (user.isEmpty() ? "user" : "item") + "-column.");
            }
            if (when.isEmpty()) {
                log.add(user, item);
            } else {
                log.add(user, item, time(when, file, number));
            }
        });
        return log;
    }

    private static String field(JsonNode node, String wanted, String... usual) {
        if (!wanted.isEmpty()) {
            return node.path(wanted).asText("");
        }
        for (String name : usual) {
            if (node.has(name)) {
                return node.path(name).asText("");
            }
        }
        return "";
    }

    private static long time(String cell, Path file, long number) {
        try {
            double value = Double.parseDouble(cell);
            // seconds since 1970 reach 1e11 in the year 5138, milliseconds passed it in 1973
            return Math.abs(value) >= 1e11 ? (long) (value / 1000) : (long) value;
        } catch (NumberFormatException e) {
            return date(cell, file, number);
        }
    }

    private static long date(String cell, Path file, long number) {
        String iso = cell.replace(' ', 'T').toUpperCase(Locale.ROOT).replaceAll("Z$", "");
        try {
            return iso.contains("T")
                    ? LocalDateTime.parse(iso).toEpochSecond(ZoneOffset.UTC)
                    : LocalDate.parse(iso).atStartOfDay().toEpochSecond(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new RecommenderException(
                    "Line " + number + " of " + file + " has the time '" + cell
                            + "', which is neither a number of seconds nor a date such as 2019-05-01T12:00:00.",
                    e);
        }
    }

    private static RecommenderException broken(Path file, long number, String text, String wanted) {
        String shown = text.length() > 80 ? text.substring(0, 80) + "..." : text;
        return new RecommenderException(
                "Line " + number + " of " + file + " should hold " + wanted + "; it is \"" + shown + "\".");
    }
}

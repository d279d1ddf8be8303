package example;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A tool's function in Java that reports through the table, as docs/talking-tools.md shows it. */
public final class ReportingTool {
    private ReportingTool() {
    }

    static void progress(DynamoDbClient dynamoDb, Map<String, ?> event, long done, long total) {
        if (event.get("reports") instanceof Map<?, ?> wanted && wanted.containsKey("progress")) {
            Map<?, ?> item = (Map<?, ?>) event.get("callItem");
            String report = "{\"progress\":" + done + ",\"total\":" + total + "}";
            dynamoDb.updateItem(update -> update
                .tableName((String) item.get("tableName"))
                .key(Map.of("pk", AttributeValue.fromS((String) item.get("key"))))
                .updateExpression("SET progress = :it")
                .expressionAttributeValues(Map.of(":it", AttributeValue.fromS(report))));
        }
    }

    /** Reports for the item that the arguments name. */
    public static void main(String[] args) {
        Map<String, ?> event = Map.of("reports", Map.of("progress", true), "callItem", Map.of("tableName", args[0], "key", args[1]));
        try (DynamoDbClient dynamoDb = DynamoDbClient.create()) {
            progress(dynamoDb, event, 1, 3);
            progress(dynamoDb, Map.of(), 2, 3);
        }
    }
}

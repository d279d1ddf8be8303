// Connects rmcp, by its own OAuth code, to the URL that it is given.
use std::error::Error;
use std::io::stdin;

use rmcp::ServiceExt;
use rmcp::model::CallToolRequestParams;
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::auth::{AuthClient, AuthorizationRequest, OAuthState};
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;
use serde_json::json;

/// Where the browser would arrive; nobody listens there.
const REDIRECT_URI: &str = "http://127.0.0.1:33418/callback";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = std::env::args().nth(1).ok_or("the MCP URL is missing")?;
    let mut oauth = OAuthState::new(&url, None).await?;
    oauth.start_authorization(AuthorizationRequest::new(REDIRECT_URI).with_client_name("rmcp")).await?;
    println!("{}", json!({ "authorize": oauth.get_authorization_url().await?, "redirectUri": REDIRECT_URI }));
    let mut arrived = String::new();
    stdin().read_line(&mut arrived)?;
    oauth.handle_callback_url(arrived.trim()).await?;

    let manager = oauth.into_authorization_manager().ok_or("nobody is authorized")?;
    let transport = StreamableHttpClientTransport::with_client(
        AuthClient::new(reqwest::Client::new(), manager),
        StreamableHttpClientTransportConfig::with_uri(url),
    );
    let client = ().serve(transport).await?;
    let tools: Vec<String> = client.list_all_tools().await?.into_iter().map(|tool| tool.name.to_string()).collect();
    let arguments = json!({ "city": "Oslo" }).as_object().cloned().unwrap_or_default();
    let result = client.call_tool(CallToolRequestParams::new("get_forecast").with_arguments(arguments)).await?;
    println!("{}", json!({ "tools": tools, "forecast": result.structured_content }));
    client.cancel().await?;
    Ok(())
}

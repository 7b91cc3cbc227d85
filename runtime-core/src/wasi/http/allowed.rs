use http::Uri;

/// Hosts that a component may call: `host`, `host:port`, `*.domain`, `*`.
#[derive(Debug, Default)]
pub(crate) struct AllowedHosts(Vec<String>);

impl AllowedHosts {
    pub(crate) fn new(patterns: &[String]) -> Self {
        AllowedHosts(
            patterns
                .iter()
                .map(|pattern| pattern.to_ascii_lowercase())
                .collect(),
        )
    }

    pub(super) fn allows(&self, uri: &Uri) -> bool {
        let Some(host) = uri.host().map(str::to_ascii_lowercase) else {
            return false;
        };
        let default_port = if uri.scheme_str() == Some("http") {
            80
        } else {
            443
        };
        let port = uri.port_u16().unwrap_or(default_port);
        self.0.iter().any(|pattern| matches(pattern, &host, port))
    }
}

fn matches(pattern: &str, host: &str, port: u16) -> bool {
    if pattern == "*" {
        return true;
    }
    let with_port = pattern
        .rsplit_once(':')
        .and_then(|(name, port)| Some((name, port.parse::<u16>().ok()?)));
    let (name, allowed_port) = with_port.map_or((pattern, None), |(name, port)| (name, Some(port)));
    let name_matches = match name.strip_prefix("*.") {
        Some(domain) => host
            .strip_suffix(domain)
            .is_some_and(|rest| rest.ends_with('.')),
        None => name == host,
    };
    name_matches && allowed_port.is_none_or(|allowed| allowed == port)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(patterns: &[&str], uri: &str) -> bool {
        let patterns: Vec<_> = patterns.iter().map(|&pattern| pattern.to_owned()).collect();
        AllowedHosts::new(&patterns).allows(&uri.parse().unwrap())
    }

    #[test]
    fn nothing_is_allowed_by_default() {
        assert!(!allows(&[], "http://example.com/"));
    }

    #[test]
    fn hosts_are_matched_by_name_and_port() {
        assert!(allows(&["example.com"], "http://EXAMPLE.com:8080/x"));
        assert!(allows(&["example.com:443"], "https://example.com/"));
        assert!(!allows(&["example.com:443"], "http://example.com/"));
        assert!(allows(&["*.example.com"], "https://api.example.com/"));
        assert!(!allows(&["*.example.com"], "https://example.com/"));
        assert!(!allows(&["*.example.com"], "https://badexample.com/"));
        assert!(allows(&["*"], "http://10.0.0.1/"));
        assert!(allows(&["[::1]:80"], "http://[::1]/"));
    }
}

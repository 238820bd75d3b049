"""The dashboard: layout and callbacks; `pages/` has a file per page. All results come from `sim`.

app           : the application, its security headers, and serving it
network       : bind address and the URL that a browser uses
service       : scenarios, stored runs and answers, as the pages ask for them
url_state     : the state of a page in its address
layout        : header, navigation, pickers, progress and errors around every page
components    : components that pages share
detail_cards  : cards with the details of a parameter, claim or outcome
view_controls : controls of how a page is viewed
static_markup : static content as one component; assets/still.js makes elements of it
request_json  : the JSON body of a request
"""
